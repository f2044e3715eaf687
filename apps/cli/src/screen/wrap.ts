import { cells } from './cells.ts';
import { type Page, sentenceWidth } from './page.ts';

/** A place between two words; where there are two spaces, they are meant. */
const BETWEEN = /(?<=[^ ]) (?=[^ ])/;

/** Where a text stands: how far in it begins, and how far in its further rows do. */
interface Indent {
  readonly first: number;
  readonly further: number;
}

/**
 * A text in rows of at most `width` cells, broken between words and nowhere else: a word that is longer than a row stands alone in one.
 * The rows without their indentation, joined by one space, are the text.
 */
export function wrapped(text: string, width: number, { first, further }: Indent = { first: 0, further: 0 }): string[] {
  const rows: string[] = [];
  let row: string | undefined;
  for (const word of text.split(BETWEEN)) {
    const longer: string = row === undefined ? ' '.repeat(rows.length > 0 ? further : first) + word : `${row} ${word}`;
    if (row === undefined || cells(longer) <= width) row = longer;
    else {
      rows.push(row);
      row = ' '.repeat(further) + word;
    }
  }
  return row === undefined ? rows : [...rows, row];
}

/** A sentence on a page. What follows of it is 2 further in. */
export const sentence = (text: string, page: Page, first = 0, further = first + 2): string[] =>
  wrapped(text, sentenceWidth(page), { first, further });
