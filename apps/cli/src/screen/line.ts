import { cells } from './cells.ts';

/** What a colour means: as wanted, look at this, lost or failed, beside the point. It adds to the words, and never stands for them. */
export type Tone = 'good' | 'look' | 'bad' | 'dim';

/** A part of a line, as a rule without a tone. */
export type Span = string | { readonly text: string; readonly tone: Tone };

/** One line of a screen, without its end. */
export type Line = string | readonly Span[];

/** A text in a tone; without one as it is. */
export const toned = (text: string, tone: Tone | undefined): Span => (tone ? { text, tone } : text);

export const spansOf = (line: Line): readonly Span[] => (typeof line === 'string' ? [line] : line);

/** A line without its tones. */
export const plain = (line: Line): string =>
  spansOf(line)
    .map((span) => (typeof span === 'string' ? span : span.text))
    .join('');

/** How many cells it takes. */
export const width = (line: Line): number => cells(plain(line));

/** A line with as many spaces before it. */
export const indented = (line: Line, by: number): Line => [' '.repeat(by), ...spansOf(line)];

/** A line with as many spaces behind it as it takes to fill these cells. */
export const filled = (line: Line, to: number): Line => [...spansOf(line), ' '.repeat(Math.max(0, to - width(line)))];

/** A line without spaces at its end. */
export function trimmed(line: Line): Line {
  const spans = [...spansOf(line)];
  for (let last = spans.at(-1); typeof last === 'string'; last = spans.at(-1)) {
    const text = last.trimEnd();
    spans.pop();
    if (text === '') continue;
    spans.push(text);
    break;
  }
  return spans;
}
