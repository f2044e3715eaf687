import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { isRunning, ownMark, type Processes, type ProcessMark } from './boot.ts';

/*
 * Whether a run is alive. On Linux /proc tells: a process of that number that started at that moment. Elsewhere a number that is used
 * again cannot be told from the first, so a run listens for as long as it lives, on a named pipe (Windows) or a socket in the state
 * directory: what nobody listens on any more is dead. Whatever cannot be told counts as alive: a lock must not be taken from the living.
 */

/** In the place of a start: this run listens. */
const LISTENS = 'listens';

/** A run as it is marked, and what to call when it has ended. */
export interface Presence {
  readonly mark: ProcessMark;
  end(): Promise<void>;
}

/** Makes a run be seen by others, in the best way that this system has. */
export async function appear(root: string, run: string): Promise<Presence> {
  const mark = await ownMark();
  return mark.start === undefined ? listen(root, run, mark) : { mark, end: async () => {} };
}

/** As `appear` where there is no /proc. A run that cannot listen is known by its number alone. */
export async function listen(root: string, run: string, { pid, boot }: ProcessMark): Promise<Presence> {
  const server = createServer((socket) => socket.on('error', () => {}).destroy());
  const address = addressOf(root, run);
  const listening = await new Promise<boolean>((resolve) => {
    server.on('error', () => resolve(false)).listen(address, () => resolve(true));
  });
  server.unref();
  const end = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { mark: { pid, boot, start: listening ? LISTENS : undefined }, end };
}

/** True unless that very run is certainly dead. */
export async function isAlive(
  mark: ProcessMark & { readonly run: string },
  root: string,
  processes?: Processes,
): Promise<boolean> {
  if (mark.start === LISTENS) return answers(addressOf(root, mark.run));
  return isRunning(mark, processes);
}

/** Removes what a dead run listened on, where that is a file. */
export async function forget({ run, start }: ProcessMark & { readonly run: string }, root: string): Promise<void> {
  if (start === LISTENS && process.platform !== 'win32') await rm(addressOf(root, run), { force: true });
}

const addressOf = (root: string, run: string): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\kirikae-${run}` : join(root, `${run}.sock`);

/** How long, in ms, a run may take to be reached; one that was stopped is alive. */
const PATIENCE = 200;

/** False only if certainly nobody listens. */
const answers = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(address);
    const tell = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(PATIENCE, () => tell(true));
    socket.on('connect', () => tell(true));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => tell(code !== 'ENOENT' && code !== 'ECONNREFUSED'));
  });
