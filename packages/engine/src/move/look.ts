import type { Status } from '@kirikae/core';
import type { Heartbeat } from '../machine/heartbeat.ts';
import { type Instant, since } from '../machine/instant.ts';

/** A look, or what counts as one, and what it came after. */
export interface Look {
  /** When it began. */
  readonly at: Instant;
  /** How many writes of the run had taken effect then. */
  readonly writes: number;
  readonly status: Status;
  /** True if it was taken because an earlier one was old. */
  readonly renewed?: boolean;
}

/** The age in ms, by the clock that shows most, from which a look is old. */
const OLD = 2_000;

/** True if a look must not be acted on. One in the place of an old one counts until this process stands still: reads may be slow. */
export const isOld = (heartbeat: Heartbeat, { at, renewed }: Look): boolean =>
  renewed ? heartbeat.missedSince(at) : since(at) > OLD;
