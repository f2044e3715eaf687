import { type Span, type Tone, toned } from './line.ts';

/**
 * What became of a thing, before its name: taken, nobody had it; taken over or changed; released; as it was, or kept; refused or failed;
 * cannot tell; not tried.
 */
export type Sign = '+' | '~' | '-' | '=' | '!' | '?' | '.';

const TONES: Partial<Record<Sign, Tone>> = { '+': 'good', '~': 'look', '?': 'look', '-': 'bad', '!': 'bad' };

/** A sign with its colour. */
export const signed = (sign: Sign): Span => toned(sign, TONES[sign]);
