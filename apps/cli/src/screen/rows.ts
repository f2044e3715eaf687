import { type Page, sentenceWidth } from './page.ts';
import { wrapped } from './wrap.ts';

/**
 * The parts of a line in rows of their own, wrapped, or as one line where nobody sits. Joined by one space, without their
 * indentation, the rows are the line.
 */
export function rows(parts: readonly string[], page: Page): string[] {
  if (page.width === undefined) return [parts.join(' ')];
  const width = sentenceWidth(page);
  return parts.flatMap((part, at) => wrapped(part, width, { first: at === 0 ? 0 : 2, further: 4 }));
}
