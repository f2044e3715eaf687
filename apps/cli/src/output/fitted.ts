import { atWord } from './at-word.ts';
import type { Parts } from './last-line.ts';

/** What the other side said, word by word: "(Strange.Thing: no)". The sentence before it says what that means. */
const QUOTED = / \(\w[\w.]*: .*?\)(?=;|$)/;

/** The last line in at most so many bytes: without what to do, and then without the end of its message; the bracket stays. */
export function fitted(parts: Parts, most: number): string {
  const [head = '', message = '', , bracket = ''] = parts;
  const whole = parts.join(' ');
  if (Buffer.byteLength(whole) <= most) return whole;
  return `${atWord(`${head} ${message.replace(/;$/, '')}`, most - bracket.length - 1)} ${bracket}`;
}

/** The same, where there is room for what to do: first goes what it quotes. */
export const unquoted = (parts: Parts, most: number): string => {
  const isLong = Buffer.byteLength(parts.join(' ')) > most;
  return fitted(isLong ? parts.map((part) => part.replace(QUOTED, '')) : parts, most);
};
