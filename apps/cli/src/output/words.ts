import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { visible } from '@kirikae/engine';
import { attemptFor } from './descriptor.ts';
import { createOutlet, type Outlet } from './outlet.ts';

export type Stream = 'stdout' | 'stderr';

const FDS = { stdout: 1, stderr: 2 } as const;

/** How long, in ms, nobody may take anything before the rest is given up: a script's, and that of a person who pages through it. */
const PATIENCE = { unattended: 5_000, attended: 600_000 } as const;

const stdout = { attempt: attemptFor('stdout', FDS.stdout), outlet: createOutlet() };
const stderr = { attempt: attemptFor('stderr', FDS.stderr), outlet: sameFile() ? stdout.outlet : createOutlet() };
const ways = { stdout, stderr };

/** True if stdout and stderr are one file, pipe or terminal. */
function sameFile(): boolean {
  try {
    const [one, other] = [fstatSync(FDS.stdout), fstatSync(FDS.stderr)];
    return one.dev === other.dev && one.ino === other.ino;
  } catch {
    return false;
  }
}

/**
 * Says something on stdout or stderr: with `draw` the only way there. It never throws and never blocks; what cannot be written is lost.
 * Of all control characters only line ends get there, which `lineEnd` writes; what must stay one line is made so before.
 */
export const say = (name: Stream, text: string, lineEnd = '\n'): void =>
  write(name, text.split('\n').map(visible).join(lineEnd));

/** The escapes of what a colour means. */
const ESCAPES = { good: 32, look: 33, bad: 31, dim: 2 } as const;

/** A part of a line in a colour, or as it is. */
type Painted = string | { readonly text: string; readonly tone: keyof typeof ESCAPES };

/** Says one line with colours, for a terminal. */
export const paint = (name: Stream, line: readonly Painted[]): void =>
  write(name, `${line.map((part) => (typeof part === 'string' ? visible(part) : painted(part))).join('')}\n`);

const painted = ({ text, tone }: Exclude<Painted, string>): string => `\x1b[${ESCAPES[tone]}m${visible(text)}\x1b[0m`;

/** How many cells of stderr's last row are drawn on. */
let drawn = 0;

/** Draws a line of so many cells over the one that was drawn before, on the terminal that stderr is; it is no line yet. */
export function draw(text: string, cells: number): void {
  put('stderr', `\r${visible(text)}${' '.repeat(Math.max(0, drawn - cells))}`);
  drawn = cells;
}

/** Wipes what is drawn, which is done also before anything else is written. */
export function clear(): void {
  if (drawn === 0) return;
  put('stderr', `\r${' '.repeat(drawn)}\r`);
  drawn = 0;
}

function write(name: Stream, text: string): void {
  clear();
  put(name, text);
}

function put(name: Stream, text: string): void {
  const { attempt, outlet } = ways[name];
  if (text !== '') outlet.put(Buffer.from(text), attempt);
}

/** True while what was said there has not left yet. */
export const isBusy = (name: Stream): boolean => ways[name].outlet.isBusy();

/** True if it is a terminal that somebody sits at. */
export const isTerminal = (name: Stream | 'stdin'): boolean => isatty(name === 'stdin' ? 0 : FDS[name]);

/** Resolves when all words have left, after `ms` at the latest, and earlier if nobody takes them. */
export async function wordsLeft(ms: number): Promise<void> {
  const attended = isTerminal('stdin') || isTerminal('stderr') || isTerminal('stdout');
  const patience = attended ? PATIENCE.attended : PATIENCE.unattended;
  const outlets: Outlet[] = [...new Set([stdout.outlet, stderr.outlet])];
  await Promise.all(outlets.map((outlet) => outlet.emptied(ms, patience)));
}
