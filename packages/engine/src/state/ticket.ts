import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ProcessMark } from '../machine/boot.ts';
import { forget, isAlive } from '../machine/presence.ts';
import { refuseForeign } from './directory.ts';

/** The two directions; a later run of the other one wins. */
export type Direction = 'activate' | 'deactivate';

/** What a run takes the lock for: to move in a direction, or to change what is remembered, which overtakes nobody. */
export type Purpose = Direction | 'forget';

/** True if a run of one purpose is overtaken by a later one of the other. */
export const opposes = (one: Purpose, other: Purpose): boolean =>
  one !== other && one !== 'forget' && other !== 'forget';

/** What a run says of itself in the line. */
export interface Holder extends ProcessMark {
  readonly run: string;
  readonly direction: Purpose;
}

/** One run in the line. All of it stands in a file's name, so a directory that is read once shows the whole line. */
export interface Ticket extends Holder {
  readonly number: number;
  /** True for a run that gave up before it had its turn: it waits no more, and yet it came later than others. */
  readonly gone: boolean;
  readonly file: string;
}

const GONE = '.gone';

const fileOf = (number: number, { run, direction, pid, start, boot }: Holder): string =>
  [String(number).padStart(9, '0'), run, direction, pid, start ?? '', boot].join('.');

function parse(file: string): Ticket[] {
  const gone = file.endsWith(GONE);
  const [number, run, direction, pid, start, boot, ...rest] = file.slice(0, gone ? -GONE.length : undefined).split('.');
  if (boot === undefined || rest.length > 0 || !run || !/^\d+$/.test(`${number}${pid}`)) return [];
  if (direction !== 'activate' && direction !== 'deactivate' && direction !== 'forget') return [];
  return [{ number: Number(number), run, direction, pid: Number(pid), start: start || undefined, boot, gone, file }];
}

/** The order of the line: by number, and of two that drew the same number by run. */
const order = (a: Ticket, b: Ticket): number => a.number - b.number || (a.run < b.run ? -1 : 1);

/** The whole line, in its order. */
export async function readLine(line: string): Promise<Ticket[]> {
  const files = await readdir(line).catch(absent);
  return files.flatMap(parse).sort(order);
}

function absent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** Joins the line at its end. Throws `STATE_UNSAFE` if others may put tickets there. */
export async function drawTicket(line: string, holder: Holder): Promise<void> {
  await mkdir(line, { recursive: true, mode: 0o700 });
  await refuseForeign(line, await stat(line));
  for (let last = await lastNumber(line); !(await putTicket(line, last + 1, holder)); ) last = await lastNumber(line);
}

const lastNumber = async (line: string): Promise<number> => (await readLine(line)).at(-1)?.number ?? 0;

/**
 * Puts a ticket with a number that was free a moment ago. It counts only if a look taken after it was made shows none behind it; else
 * it is taken back, and this gives false. So of two runs that draw at the same time, the one in front either sees the other and
 * draws again, or was there before the other looked: nobody is ever put before a run that has looked already.
 */
export async function putTicket(line: string, number: number, holder: Holder): Promise<boolean> {
  const file = fileOf(number, holder);
  await (await open(join(line, file), 'wx', 0o600)).close();
  const last = (await readLine(line)).at(-1);
  if (last?.file === file) return true;
  await rm(join(line, file), { force: true });
  return false;
}

/** Stops waiting. The ticket stays for as long as there are runs before it, which must know that it came later. */
export async function giveUpTicket(line: string, { file }: Ticket): Promise<void> {
  await rename(join(line, file), join(line, file + GONE));
  await tidy(line);
}

/** Leaves the line. */
export async function dropTicket(line: string, { file }: Ticket): Promise<void> {
  await rm(join(line, file), { force: true });
  await tidy(line);
}

/** True if a run neither gave up nor died. */
export const waits = async (line: string, ticket: Ticket): Promise<boolean> =>
  !ticket.gone && (await isAlive(ticket, dirname(line)));

/** Removes the tickets that nobody is before and nobody stands behind. Whoever is gone or dead stays so. */
async function tidy(line: string): Promise<void> {
  for (const ticket of await readLine(line)) {
    if (await waits(line, ticket)) return;
    await rm(join(line, ticket.file), { force: true });
    await forget(ticket, dirname(line));
  }
}
