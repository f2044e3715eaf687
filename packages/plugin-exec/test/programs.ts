import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Environment } from '../src/command-line.ts';
import { runProgram } from '../src/program.ts';

/** A folder for one test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kirikae-exec-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Does something as a user for whom the rights of files count, also where the tests are root's. */
export async function asOrdinaryUser<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(ORDINARY);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

const ORDINARY = 64_321;

/** Runs one program, and gives how it ended and what was logged of it. */
export async function runOne(
  words: readonly string[],
  workingDirectory: string,
  signal = new AbortController().signal,
  env: Environment = process.env,
) {
  const log: string[] = [];
  const refuseWeak = async () => {};
  const program = { words, workingDirectory, env, refuseWeak, log: (text: string) => void log.push(text) };
  const ending = await runProgram(program, signal);
  return { ending, log };
}

/** The process ids that a program noted in a file, one a line. */
export const pidsIn = (path: string): number[] => readFileSync(path, 'utf8').trim().split('\n').map(Number);

/** True while a process runs; one that has ended and that its parent has not yet asked about runs no more. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
