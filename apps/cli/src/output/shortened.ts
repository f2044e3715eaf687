import { mask, visible } from '@kirikae/engine';

/** What the other side said, word by word: "(UnauthorizedOperation: You are not …)". The sentence before it says what that means. */
const QUOTED = / \(\w[\w.]*: .*?\)(?=;|$)/;

/**
 * A text on one line, if it is too long without what it quotes, and then without its middle: it begins with what it is about, and ends in
 * what to do. Secrets are masked before it is cut.
 */
export function shortened(text: string, length: number): string {
  const line = visible(mask(text));
  if (line.length <= length) return line;
  const own = line.replace(QUOTED, '');
  if (own.length <= length) return own;
  const half = (length - 3) / 2;
  return `${own.slice(0, Math.ceil(half))} … ${own.slice(-Math.floor(half))}`;
}
