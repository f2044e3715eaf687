import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep } from '@kirikae/core/machinery';
import { expect } from 'vitest';
import type { Warning } from '../src/report/report.ts';
import { openStateDirectory } from '../src/state/directory.ts';
import { takeLock } from '../src/state/lock.ts';
import type { Direction } from '../src/state/ticket.ts';
import { newFolder } from './bench.ts';

/** The signal of a run that nobody interrupts. */
export const never = new AbortController().signal;
const LATE = 150;

/** A new state directory, and runs that take the lock of its group. */
export async function openLine() {
  const root = await newFolder();
  const warnings: Warning[] = [];
  const stopped: unknown[] = [];
  const directory = () => openStateDirectory(root, (warning) => warnings.push(warning));
  const take = (run: string, direction: Direction, signal = never, yields = false) => {
    const overtaken = (error: Error) => stopped.push(error);
    return takeLock({ directory: directory(), group: 'web', run, direction, signal, yields, overtaken });
  };
  const line = join(root, 'web.lock');
  /** Resolves when so many runs have come. */
  const inLine = (runs: number) => expect.poll(() => readdir(line), SOON).toHaveLength(runs);
  return { root, line, directory, warnings, stopped, take, inLine };
}

/** What comes by itself is waited for, also on a machine with much to do. */
export const SOON = { timeout: 30_000, interval: 10 };

/** True if a promise ends within a moment. */
export const settled = async (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), sleep(LATE, never).then(() => false)]);
