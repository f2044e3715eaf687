import { execFileSync, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where stdout and stderr lead for one run. */
export interface Outlets {
  /** What stands before the program on its command line. */
  readonly wrap: readonly string[];
  readonly stdio: StdioOptions;
  /** What was read there, where somebody reads. */
  read?(): string;
  close(): void;
}

/** What became of the place that a descriptor leads to. */
export const FATES = [
  'full disk',
  '/dev/full',
  'closed',
  'broken pipe',
  'full pipe',
  'full socket',
  'dead terminal',
  'slow reader',
] as const;
export type Fate = (typeof FATES)[number];

export const WHERE = ['stdout', 'stderr', 'both'] as const;
export type Where = (typeof WHERE)[number];

const TERMINAL = fileURLToPath(new URL('terminal.pl', import.meta.url));
const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** Gives stdout, stderr or both this fate; the rest leads nowhere. */
export async function outletsFor(fate: Fate, where: Where, folder: string): Promise<Outlets> {
  const fds = { stdout: [1], stderr: [2], both: [1, 2] }[where];
  const to = (target: number | Socket, more: Partial<Outlets> = {}): Outlets => ({
    wrap: [],
    stdio: ['ignore', fds.includes(1) ? target : 'ignore', fds.includes(2) ? target : 'ignore'],
    close: () => (typeof target === 'number' ? closeSync(target) : target.destroy()),
    ...more,
  });
  const only = (wrap: readonly string[]): Outlets => ({ wrap, stdio: 'ignore', close: () => {} });
  switch (fate) {
    case 'full disk':
      return fullDisk(folder, to);
    case '/dev/full':
      return to(openSync('/dev/full', 'w'));
    case 'closed':
      return only(['sh', '-c', `exec "$@" ${fds.map((fd) => `${fd}>&-`).join(' ')}`, 'sh']);
    case 'dead terminal':
      return only(terminal('dead', where));
    case 'broken pipe':
      return to(pipe(folder).brokenEnd());
    case 'full pipe':
      return to(pipe(folder).fullEnd());
    case 'slow reader':
      return slowReader(folder, to);
    case 'full socket':
      return fullSocket(folder, to);
  }
}

/** What runs a program on a terminal with a fate. */
export const terminal = (kind: 'dead' | 'stopped' | 'closing', where: Where): string[] => [
  'perl',
  TERMINAL,
  kind,
  { stdout: '1', stderr: '2', both: '12' }[where],
];

type To = (target: number | Socket, more?: Partial<Outlets>) => Outlets;

/** A file that may not grow: it is as big as this process may make files, which nothing else that it writes comes near. */
function fullDisk(folder: string, to: To): Outlets {
  const file = join(folder, 'full.log');
  const blocks = 20_000; // of 512 bytes, as POSIX has it; the bash of some systems counts 1,024
  writeFileSync(file, '');
  truncateSync(file, blocks * 1_024);
  return to(openSync(file, 'a'), { wrap: ['sh', '-c', `ulimit -f ${blocks}; exec "$@"`, 'sh'] });
}

/** A named pipe, and ends of it: one that nobody reads any more, one that is full. */
function pipe(folder: string) {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, O_RDONLY | O_NONBLOCK);
  const writer = openSync(path, O_WRONLY);
  return {
    reader,
    brokenEnd: () => {
      closeSync(reader);
      return writer;
    },
    fullEnd: () => {
      fill(path);
      return writer;
    },
  };
}

const FILLER = Buffer.alloc(1_024, '.');

/** Puts as much into a pipe as it takes. */
function fill(path: string): void {
  const filler = openSync(path, O_RDWR | O_NONBLOCK);
  try {
    for (;;) writeSync(filler, FILLER);
  } catch {
    closeSync(filler); // EAGAIN: it is full
  }
}

/** A pipe that is full at first, and whose reader then takes a little at a time, to the end. */
function slowReader(folder: string, to: To): Outlets {
  const { reader, fullEnd } = pipe(folder);
  const writer = fullEnd();
  const taken: Buffer[] = [];
  const buffer = Buffer.alloc(8_192);
  const take = (): number => {
    try {
      const size = readSync(reader, buffer);
      taken.push(Buffer.from(buffer.subarray(0, size)));
      return size;
    } catch {
      return 0; // EAGAIN: nothing there now
    }
  };
  const timer = setInterval(take, 40);
  return to(writer, {
    read: () => {
      while (take() > 0);
      return Buffer.concat(taken).toString().replace(/^\.+/, '');
    },
    close: () => {
      clearInterval(timer);
      closeSync(writer);
      closeSync(reader);
    },
  });
}

/** A socket, as the journal of systemd gives it, that is full and that nobody reads. */
async function fullSocket(folder: string, to: To): Promise<Outlets> {
  const path = join(folder, 'socket');
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => resolve(socket));
  await new Promise<void>((listening) => server.listen(path, listening));
  const writer = createConnection(path);
  const [reader] = await Promise.all([promise, once(writer, 'connect')]);
  writer.on('error', () => {});
  while (writer.write(FILLER));
  return to(writer, {
    close: () => {
      writer.destroy();
      reader.destroy();
      server.close();
    },
  });
}
