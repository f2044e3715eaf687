import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { taskkillCommand } from '../src/process-tree.ts';
import { isRunning, makeFolder, pidsIn, runOne } from './programs.ts';
import { twoNodes } from './two-nodes.ts';

/** A program with a child and a grandchild, none of which heeds SIGTERM; it notes the ids of all three. */
const STUBBORN = `
trap '' TERM
echo $$ > pids
sleep 600 & echo $! >> pids
sh -c 'sleep 600 & echo $! >> pids; echo ready > ready; wait' &
wait`;

const started: number[] = [];
afterEach(() => {
  for (const pid of started.splice(0)) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
});

/** The ids of what runs in a folder, to be ended after the test whatever happens. */
function pidsOf(folder: string): number[] {
  const pids = pidsIn(join(folder, 'pids'));
  started.push(...pids);
  return pids;
}

/** Resolves when none of them runs any more. */
const gone = (pids: readonly number[]) => vi.waitFor(() => expect(running(pids)).toEqual([]), { timeout: 5_000 });

const running = (pids: readonly number[]): number[] => pids.filter(isRunning);

const appears = (path: string) => vi.waitFor(() => expect(existsSync(path)).toBe(true), { timeout: 10_000 });

describe('when the time is up', () => {
  test('a program is ended with its children and theirs, though none heeds SIGTERM', async () => {
    const folder = makeFolder();
    const stop = new AbortController();
    const run = runOne(['sh', '-c', STUBBORN], folder, stop.signal);
    await appears(join(folder, 'ready'));
    const pids = pidsOf(folder);
    expect(running(pids)).toHaveLength(3);
    stop.abort();
    expect((await run).ending).toMatchObject({ how: 'stopped' });
    await gone(pids);
  });

  test('SIGTERM comes first: a program may clean up', async () => {
    const folder = makeFolder();
    const stop = new AbortController();
    const script = "trap 'echo cleaned > cleaned; exit' TERM; echo ready > ready; while :; do sleep 0.01; done";
    const run = runOne(['sh', '-c', script], folder, stop.signal);
    await appears(join(folder, 'ready'));
    stop.abort();
    await run;
    await appears(join(folder, 'cleaned'));
  });

  test('what is left when kirikae itself ends goes with it', async () => {
    const folder = makeFolder();
    const kirikae = spawn(process.execPath, [join(import.meta.dirname, 'leaving.ts'), folder, STUBBORN]);
    const [code] = await once(kirikae, 'exit');
    expect(code).toBe(20);
    const pids = pidsOf(folder);
    expect(pids).toHaveLength(3);
    await gone(pids);
  });

  test('a status that does not end is told by its name, with its last words', async () => {
    const { a } = await twoNodes({ status: ['sh', '-c', 'echo waiting for the disk >&2; sleep 600'] });
    const report = await a.status({ timeout: 4_000 });
    expect(report).toMatchObject({
      exitCode: 20,
      resources: [
        {
          state: null,
          error: {
            code: 'EXEC_SILENT',
            message: expect.stringMatching(/sh -c .* had not ended when its time was up: waiting for the disk$/),
          },
        },
      ],
    });
  });

  test('an activate that does not end is ended, and what it did is not known', async () => {
    const { a, folder } = await twoNodes({ activate: ['sh', '-c', STUBBORN] });
    const report = await a.activate({ timeout: 3_000 });
    expect(report).toMatchObject({ exitCode: 20, resources: [{ writes: [{ outcome: 'unknown' }] }] });
    const pids = pidsOf(folder);
    expect(pids).toHaveLength(3);
    await gone(pids);
  });

  test('Windows ends the tree by its own taskkill, not by one in PATH', () => {
    const end = ['/PID', '42', '/T', '/F'];
    expect(taskkillCommand(42, { SystemRoot: 'D:\\Windows' })).toEqual(['D:\\Windows\\System32\\taskkill.exe', ...end]);
    expect(taskkillCommand(42, {})).toEqual(['C:\\Windows\\System32\\taskkill.exe', ...end]);
  });
});

describe('a program that leaves something running', () => {
  test('has ended although that holds its output, and that goes on', async () => {
    const folder = makeFolder();
    const script = 'sleep 600 & echo $! > pids; printf "holder=b"; exit 7';
    const { ending } = await runOne(['sh', '-c', script], folder);
    expect(ending).toMatchObject({ how: 'exited', code: 7, stdout: ['holder=b'] });
    const pids = pidsOf(folder);
    expect(running(pids)).toEqual(pids);
  });
});

test('an interruption lets an activate finish, and breaks off a look', async () => {
  const activate = ['sh', '-c', 'echo > begun; sleep 0.3; sh program.sh activate'];
  const { a, folder, get } = await twoNodes({ activate });
  const stop = new AbortController();
  const run = a.activate({ signal: stop.signal });
  await appears(join(folder, 'begun'));
  stop.abort();
  expect(await run).toMatchObject({ exitCode: 20, resources: [{ writes: [{ outcome: 'done' }] }] });
  expect(get('holder')).toBe('a\n');
  expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe('a exec:status\na exec:activate\n');
});
