import { eastAsianWidth } from 'get-east-asian-width';

/** What a terminal puts over the sign before it, or shows nothing of: marks, joiners, the later parts of a Korean syllable. */
const NONE = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is where the plain signs begin
const PLAIN = /^[\x00-\x7f]*$/;

const cellsOf = (sign: string): number => (NONE.test(sign) ? 0 : eastAsianWidth(sign.codePointAt(0) ?? 0));

/** How many cells of a terminal a text takes: a wide sign of East Asia two, a combining one none. */
export function cells(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let sum = 0;
  for (const sign of text) sum += cellsOf(sign);
  return sum;
}

/** The longest beginning of a text that takes no more cells than these. */
export function firstCells(text: string, most: number): string {
  let [left, end] = [most, 0];
  for (const sign of text) {
    left -= cellsOf(sign);
    if (left < 0) break;
    end += sign.length;
  }
  return text.slice(0, end);
}

/** A text, cut if it takes more cells than these; `...` says so. */
export const cut = (text: string, most: number): string =>
  cells(text) <= most ? text : `${firstCells(text, Math.max(0, most - 3))}...`.slice(0, Math.max(0, most));
