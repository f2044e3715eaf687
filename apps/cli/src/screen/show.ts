import { isTerminal, paint, type Stream, say } from '../output/words.ts';
import { type Line, plain, spansOf } from './line.ts';

/** True if a stream is to be coloured: a terminal that can, and nobody who does not want it (no-color.org). */
const isColoured = (name: Stream): boolean =>
  isTerminal(name) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

/** Writes a screen. */
export function show(name: Stream, lines: readonly Line[]): void {
  const coloured = isColoured(name);
  for (const line of lines) {
    if (coloured) paint(name, spansOf(line));
    else say(name, `${plain(line)}\n`);
  }
}
