import type { Readable } from 'node:stream';

/** The longest part of a line, in characters, and how many last lines are kept: a program may print without end. */
const LONGEST = 2_000;
const KEPT = 5;

/** What a program printed on one stream: its first line, and its last. */
export interface Printed {
  readonly first: () => string;
  readonly last: () => readonly string[];
}

/** Reads a stream line by line, telling each. */
export function readLines(stream: Readable, tell: (line: string) => void): Printed {
  let [rest, first] = ['', undefined as string | undefined];
  let last: string[] = [];
  const take = (line: string) => {
    first ??= line;
    last = [...last, line].slice(-KEPT);
    tell(line);
  };
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split(/\r?\n/);
    rest = (lines.pop() ?? '').slice(0, LONGEST);
    for (const line of lines) take(line.slice(0, LONGEST));
  });
  stream.on('error', () => {}); // closed by us: what was printed until then is what there is
  stream.on('close', () => {
    if (rest !== '') take(rest);
    rest = '';
  });
  return { first: () => first ?? rest, last: () => (rest === '' ? last : [...last, rest]) };
}
