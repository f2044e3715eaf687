import { sizeOf } from '../output/size.ts';
import { isTerminal, type Stream } from '../output/words.ts';

/** What a screen is laid out for. */
export interface Page {
  /** How many cells a line may take; undefined where nobody sits: there one record is one line. */
  readonly width: number | undefined;
}

/** The longest that a sentence may be, in cells: longer ones are hard to read. */
const SENTENCE = 100;

/** The page of a stream as its terminal is now: it may be made larger or smaller at any time. */
export const layoutOf = (name: Stream): Page => ({ width: isTerminal(name) ? sizeOf(name)[0] : undefined });

/** The same for a story, which people read from its beginning to its end: it has rows in a pipe too. */
export const storyPageOf = (name: Stream): Page => ({ width: layoutOf(name).width ?? 80 });

/** How many cells a sentence may take on a page. */
export const sentenceWidth = ({ width }: Page): number =>
  width === undefined ? Number.POSITIVE_INFINITY : Math.min(SENTENCE, width);

/** How many cells a table may take. */
export const tableWidth = ({ width }: Page): number => width ?? Number.POSITIVE_INFINITY;
