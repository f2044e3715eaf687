import type { Readable } from 'node:stream';
import { quote } from '@kirikae/core';

/** The longest part of a line that is told, in characters; and that is kept until its end has come, so that no secret is cut before it is masked. */
const LONGEST_LINE = 2_000;
const LONGEST_KEPT = 16_000;
/** How many lines of each stream are handed on; a program may write for hours. */
const MOST_LINES = 1_000;
/** How many lines of the beginning and of the end are kept. */
const KEPT = 5;

/** What a program wrote into one stream, bounded: its first and its last lines. */
interface Captured {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/**
 * Reads a stream line by line, with little memory however much comes. `each` gets the lines, up to a bound. The function that it
 * gives tells what has come so far; a line without an end counts then as one.
 */
export function capture(stream: Readable, each: (line: string) => void): () => Captured {
  const first: string[] = [];
  const last: string[] = [];
  let count = 0;
  const flush = splitLines(stream, (raw) => {
    const line = printable(raw);
    count++;
    if (first.length < KEPT) first.push(line);
    last.push(line);
    if (last.length > KEPT) last.shift();
    if (count <= MOST_LINES) each(line);
    else if (count === MOST_LINES + 1) each(`... more than ${MOST_LINES} lines: the rest is left out`);
  });
  return () => {
    flush();
    return { first, last };
  };
}

/** Cuts what comes into lines; of one that is too long only the beginning counts. Gives what takes the line that has no end yet. */
function splitLines(stream: Readable, take: (line: string) => void): () => void {
  let rest = '';
  const flush = () => {
    if (rest !== '') take(rest);
    rest = '';
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = chunk.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop()?.slice(0, LONGEST_KEPT) ?? '';
    for (const line of lines) take(line);
  });
  stream.on('end', flush);
  stream.on('error', () => {}); // a pipe that breaks ends like one that is closed; how the program ended tells the rest
  return flush;
}

/** A line that harms no terminal and no log: without a byte order mark, a carriage return, or control characters. */
const printable = (line: string): string =>
  quote(line, LONGEST_LINE)
    .replace(/^\uFEFF/, '')
    .replace(/\r$/, '')
    .replace(/\p{Cc}/gu, ' ');
