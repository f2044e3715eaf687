import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { maskAll } from '@kirikae/core/machinery';
import { refuseForeign, type StateDirectory } from './directory.ts';
import { type Entry, readLines, writeLine } from './journal-entry.ts';

export type { Entry };

type Unstamped<E> = E extends unknown ? Omit<E, 'at' | 'run'> : never;

/** The record of one run's writes. An entry is on the disk when its promise resolves; it never throws. */
export type Journal = (entry: Unstamped<Entry>) => Promise<void>;

const NAME = 'journal.jsonl';
const SIZE = 4_000_000;
const KEPT = 5;

/** Opens the journal for one run. Lines are appended whole, so two processes do not mix theirs. */
export function openJournal(directory: StateDirectory, run: string): Journal {
  let ready: Promise<string> | undefined;
  return async (entry) => {
    await directory.use('journal', async () => {
      ready ??= prepare(directory, run);
      const before = await ready.finally(() => {
        ready = undefined; // until this entry is written whole: it may be that half of it is
      });
      const line = writeLine(maskAll({ at: new Date().toISOString(), run, ...entry }));
      await append(directory.path(NAME), before + line, isSynced(entry));
      ready = Promise.resolve('');
    });
  };
}

/** What must be on the disk before the run goes on: what becomes of each write, the processes it starts, and why a run failed. */
const isSynced = (entry: Unstamped<Entry>): boolean =>
  ['intent', 'process', 'outcome'].includes(entry.kind) || (entry.kind === 'end' && Boolean(entry.error));

/** Appends text and, if asked, waits until it is on the disk. */
async function append(path: string, text: string, synced: boolean): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.writeFile(text);
    if (synced) await file.datasync();
  } finally {
    await file.close();
  }
}

/** Rotates a journal that has grown, and gives what must stand before the first new line: a line end if a crash left half a line. */
async function prepare(directory: StateDirectory, run: string): Promise<string> {
  const path = directory.path(NAME);
  const found = await stat(path).catch(absent);
  if (!found) return '';
  await refuseForeign(path, found);
  if (found.size > SIZE) {
    await rotate(directory, run);
    return '';
  }
  if (found.size === 0) return '';
  const last = await readEnd(path, 1);
  return last === '' || last === '\n' ? '' : '\n';
}

/**
 * Puts the journal aside. Where other runs do the same at the same time, a small one may be put aside as well: only those that had
 * grown count, so that no entry of a moment ago is removed for it.
 */
async function rotate(directory: StateDirectory, run: string): Promise<void> {
  await rename(directory.path(NAME), directory.path(`journal-${run}.jsonl`)).catch(absent);
  let grown = 0;
  for (const name of (await rotated(directory)).reverse()) {
    const path = directory.path(name);
    const { size } = (await stat(path).catch(absent)) ?? { size: 0 };
    if (grown >= KEPT) await rm(path, { force: true });
    if (size > SIZE) grown++;
  }
}

async function rotated(directory: StateDirectory): Promise<string[]> {
  const names = await readdir(directory.path('.'));
  return names.filter((name) => /^journal-\w+\.jsonl$/.test(name)).sort();
}

/** The most that is read of one file, in bytes: the end of it, which is all unless something else than kirikae wrote there. */
const READ = 2 * SIZE;

/** Every entry of this node's journal, oldest first. What cannot be read is missing, and warned of. */
export async function readJournal(directory: StateDirectory): Promise<Entry[]> {
  const names = await directory.use('journal', () => rotated(directory));
  const entries: Entry[] = [];
  for (const name of [...(names ?? []), NAME]) {
    const text = await directory.use('journal', () => readEnd(directory.path(name), READ));
    for (const entry of readLines(text ?? '')) entries.push(entry);
  }
  return entries;
}

/** The entries at the end of the journal, as far as `bytes` go, also where it was put aside a moment ago; none if it cannot be read. */
export async function readLast(directory: StateDirectory, bytes: number): Promise<Entry[]> {
  const path = (name: string) => directory.path(name);
  const text = await directory.use('journal', async () => {
    let read = await readEnd(path(NAME), bytes);
    if (read.length >= bytes) return read;
    for (const name of (await rotated(directory)).reverse()) {
      read = `${await readEnd(path(name), bytes - read.length)}\n${read}`;
      if (read.length >= bytes) break;
    }
    return read;
  });
  return readLines(text ?? '');
}

/** The last bytes of a file as text; nothing if there is no such file. */
async function readEnd(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r').catch(absent);
  if (!file) return '';
  try {
    const found = await file.stat();
    await refuseForeign(path, found);
    const buffer = Buffer.alloc(Math.min(bytes, found.size));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, found.size - buffer.length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
