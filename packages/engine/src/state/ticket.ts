import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessMark } from '../machine/boot.ts';
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

/** How one file operation is made: on its own, so that it is short where there are many. It throws where it cannot be made. */
export type Make = <T>(operation: () => Promise<T>) => Promise<T>;

const plainly: Make = (operation) => operation();

/** The whole line, in its order. */
export async function readLine(line: string, make = plainly): Promise<Ticket[]> {
  const files = await make(() => readdir(line).catch(absent));
  return files.flatMap(parse).sort(order);
}

function absent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** Joins the line at its end, and gives it. Throws `STATE_UNSAFE` if others may put tickets there. */
export async function drawTicket(line: string, holder: Holder, make = plainly): Promise<Ticket[]> {
  await make(() => prepareLine(line));
  for (;;) {
    const last = (await readLine(line, make)).at(-1)?.number ?? 0;
    const tickets = await putTicket(line, last + 1, holder, make);
    if (tickets) return tickets;
  }
}

async function prepareLine(line: string): Promise<void> {
  await mkdir(line, { recursive: true, mode: 0o700 });
  await refuseForeign(line, await stat(line));
}

/**
 * Puts a ticket with a number that was free a moment ago. It counts only if a look taken after it was made shows none behind it, and
 * this gives that look; else it is taken back. So of two runs that draw at the same time, the one in front either sees the other and
 * draws again, or was there before the other looked: nobody is ever put before a run that has looked already.
 */
export async function putTicket(
  line: string,
  number: number,
  holder: Holder,
  make = plainly,
): Promise<Ticket[] | undefined> {
  const file = fileOf(number, holder);
  await make(async () => (await open(join(line, file), 'wx', 0o600)).close());
  const tickets = await readLine(line, make);
  if (tickets.at(-1)?.file === file) return tickets;
  await make(() => rm(join(line, file), { force: true }));
  return undefined;
}

/** Stops waiting. The ticket stays for as long as there are runs before it, which must know that it came later. */
export const giveUpTicket = (line: string, { file }: Ticket): Promise<void> =>
  rename(join(line, file), join(line, file + GONE));

/** Leaves the line. */
export const dropTicket = (line: string, { file }: Ticket): Promise<void> => rm(join(line, file), { force: true });
