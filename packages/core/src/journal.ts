import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import type { StateDirectory } from './state-directory.ts';

/** One line of the journal. `begin` and `end` frame a run; every write has its `intent` before and its `outcome` after. */
export type Entry = { readonly at: string; readonly run: string } & (
  | {
      kind: 'begin';
      command: string;
      group: string;
      node: string | null;
      strategy: string | null;
      reason: string | null;
      pid: number;
    }
  | { kind: 'intent'; write: number; resource: string; action: string; summary: string; holder: string | null }
  | {
      kind: 'outcome';
      write: number;
      outcome: 'done' | 'failed' | 'unknown';
      elapsedMs: number;
      requestId: string | null;
      version: string | null;
      error: string | null;
    }
  | { kind: 'end'; outcome: string; exitCode: number; left: string[] }
);

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
    await directory.use(async () => {
      ready ??= prepare(directory, run);
      const line = `${JSON.stringify({ at: new Date().toISOString(), run, ...entry })}\n`;
      const synced = entry.kind === 'intent' || entry.kind === 'outcome';
      await append(directory.path(NAME), (await ready) + line, synced);
      ready = Promise.resolve('');
    });
  };
}

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
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size === 0) return '';
  if (size > SIZE) {
    await rename(path, directory.path(`journal-${run}.jsonl`)).catch(absent); // another run may have been first
    for (const old of (await rotated(directory)).slice(0, -KEPT)) await rm(directory.path(old), { force: true });
    return '';
  }
  const file = await open(path, 'r');
  const last = await file.read(Buffer.alloc(1), 0, 1, size - 1).finally(() => file.close());
  return last.buffer[0] === 0x0a ? '' : '\n';
}

async function rotated(directory: StateDirectory): Promise<string[]> {
  const names = await readdir(directory.path('.')).catch(() => []);
  return names.filter((name) => /^journal-\w+\.jsonl$/.test(name)).sort();
}

/** Every entry of this node's journal, oldest first. Half a line, as a crash leaves it, is passed over. */
export async function readJournal(directory: StateDirectory): Promise<Entry[]> {
  const names = [...(await rotated(directory)), NAME];
  const texts = await Promise.all(names.map((name) => readFile(directory.path(name), 'utf8').catch(absent)));
  return texts.flatMap((text) => text.split('\n')).flatMap(parseLine);
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

function parseLine(line: string): Entry[] {
  try {
    const entry = JSON.parse(line);
    return typeof entry?.run === 'string' && typeof entry.kind === 'string' ? [entry] : [];
  } catch {
    return [];
  }
}
