import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownMark } from '../src/boot.ts';
import { startDeadline } from '../src/deadline.ts';
import { takeLock } from '../src/lock.ts';
import { openStateDirectory, type Warning } from '../src/state-directory.ts';
import { type Direction, drawTicket, readLine } from '../src/ticket.ts';
import { sleep } from '../src/wait.ts';
import { newFolder } from './bench.ts';
import { interrupted } from './slot.ts';

const never = new AbortController().signal;
const LATE = 150;

async function openLine() {
  const root = await newFolder();
  const warnings: Warning[] = [];
  const stopped: unknown[] = [];
  const take = (run: string, direction: Direction, signal = never) => {
    const directory = openStateDirectory(root, (warning) => warnings.push(warning));
    return takeLock({ directory, group: 'web', run, direction, signal, overtaken: (error) => stopped.push(error) });
  };
  return { root, line: join(root, 'web.lock'), warnings, stopped, take };
}

const settled = async (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), sleep(LATE, never).then(() => false)]);

/** A ticket as a process would have left it. */
const leave = async (
  line: string,
  mark: { pid?: number; start?: string; boot?: string },
  direction: Direction = 'activate',
) => drawTicket(line, { ...(await ownMark()), run: `OLD${Math.random().toString(36).slice(2)}`, direction, ...mark });

describe('the lock of a group', () => {
  test('is given at once where nobody has it, and leaves nothing behind', async () => {
    const { line, take } = await openLine();
    const release = await take('1', 'activate');
    await release();
    expect(await readdir(line)).toEqual([]);
  });

  test('is given to runs of the same direction in turn, in the order in which they came', async () => {
    const { take } = await openLine();
    const order: string[] = [];
    const release = await take('1', 'activate');
    const waiting = ['3', '2'].map(async (run) => {
      await sleep(run === '2' ? 30 : 0, never);
      const next = await take(run, 'activate');
      order.push(run);
      await next();
    });
    expect(await settled(Promise.race(waiting))).toBe(false);
    await release();
    await Promise.all(waiting);
    expect(order).toEqual(['3', '2']);
  });

  test('makes the run that has it stop when a later one wants the opposite, and not when it wants the same', async () => {
    const { stopped, take } = await openLine();
    const release = await take('1', 'activate');
    const same = take('2', 'activate').catch((error) => error);
    await sleep(400, never);
    expect(stopped).toEqual([]);
    const other = take('3', 'deactivate');
    await sleep(500, never);
    expect(stopped).toMatchObject([{ code: 'OVERTAKEN', kind: 'conflict' }]);
    await release();
    expect(await same).toMatchObject({ code: 'OVERTAKEN' });
    await (await other)();
  });

  test('goes to the newest: a run that was overtaken while it waited never gets it', async () => {
    const { take } = await openLine();
    const release = await take('1', 'deactivate');
    const middle = take('2', 'activate').catch((error) => error);
    await sleep(30, never);
    const newest = take('3', 'deactivate');
    expect(await middle).toMatchObject({ code: 'OVERTAKEN', message: expect.stringContaining('run 3') });
    expect(await settled(newest)).toBe(false);
    await release();
    await (await newest)();
  });

  test('knows a later run also after it gave up', async () => {
    const { stopped, take, line } = await openLine();
    const release = await take('1', 'activate');
    const stop = new AbortController();
    const gone = take('2', 'deactivate', stop.signal).catch((error) => error);
    await sleep(20, never);
    stop.abort(interrupted());
    expect(await gone).toMatchObject({ code: 'INTERRUPTED' });
    await sleep(400, never);
    expect(stopped).toMatchObject([{ code: 'OVERTAKEN' }]);
    await release();
    expect(await readdir(line)).toEqual([]);
  });

  test('that is not had in time says who has it', async () => {
    const { take } = await openLine();
    const release = await take('1', 'activate');
    const { signal } = startDeadline(100, 'activate, 100ms,');
    await expect(take('2', 'activate', signal)).rejects.toMatchObject({
      code: 'LOCK_BUSY',
      kind: 'unreachable',
      message: expect.stringContaining(`process ${process.pid}, activate, run 1`),
    });
    await release();
  });

  test.each([
    ['of a process whose number is used again', { start: '1' }],
    ['of an earlier boot', { boot: '00000000-0000-0000-0000-000000000000' }],
    ['of a process that is gone', { pid: 4_194_304, start: '77' }],
  ])('is taken over at once from a run %s', async (_, mark) => {
    const { line, take } = await openLine();
    await leave(line, mark);
    await leave(line, mark);
    const release = await take('9', 'deactivate');
    await release();
    expect(await readdir(line)).toEqual([]);
  });

  test('is had again after somebody removed the directory while a run waited', async () => {
    const { line, take } = await openLine();
    await take('1', 'activate');
    const next = take('2', 'activate');
    await sleep(20, never);
    await rm(line, { recursive: true });
    await (await next)();
  });

  test('is never promised to two that come at once: nobody is put before one who has a place', async () => {
    const { line } = await openLine();
    const runs = Array.from({ length: 60 }, (_, n) => `R${99 - n}`); // of two with one number, the later is put in front
    const ahead = (all: readonly { run: string }[], run: string) =>
      all
        .slice(
          0,
          all.findIndex((each) => each.run === run),
        )
        .map((each) => each.run);
    const seen = await Promise.all(
      runs.map(async (run, n) => {
        await sleep(n / 4, never);
        await drawTicket(line, { ...(await ownMark()), run, direction: 'activate' });
        return ahead(await readLine(line), run);
      }),
    );
    const final = await readLine(line);
    for (const [index, run] of runs.entries())
      for (const other of ahead(final, run)) expect(seen[index]).toContain(other);
  });

  test('passes over files that it does not know', async () => {
    const { line, take } = await openLine();
    await (await take('1', 'activate'))();
    for (const name of ['.nfs0001', '000000001.X.activate', 'a.b.activate.1.2.c'])
      await writeFile(join(line, name), '');
    await (await take('2', 'activate'))();
  });

  test('is done without, with one warning, where the directory cannot be used', async () => {
    const { root, line, warnings, take } = await openLine();
    await writeFile(line, 'a file in its place');
    const release = await take('1', 'activate');
    await release();
    expect(warnings).toMatchObject([{ code: 'STATE_UNAVAILABLE', message: expect.stringContaining(root) }]);
  });
});

describe('between processes', () => {
  const worker = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'lock-worker.ts'), ...args]);
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  test('a run that was killed has the lock no longer, also while nobody has asked what became of it', async () => {
    const { root, take } = await openLine();
    const script = join(import.meta.dirname, 'lock-worker.ts');
    const neglect = [
      '-c',
      '"$0" "$@" & exec sleep 60',
      process.execPath,
      script,
      root,
      join(root, 'marks'),
      '1',
      'hold',
    ];
    const parent = spawn('sh', neglect);
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [pid] = await once(parent.stdout, 'data');
    const next = take('2', 'activate');
    expect(await settled(next)).toBe(false);
    process.kill(Number(pid), 'SIGKILL');
    const killed = performance.now();
    await (await next)();
    expect(performance.now() - killed).toBeLessThan(1_000);
  }, 20_000);

  test('no two runs ever have it at the same time', async () => {
    const { root, line } = await openLine();
    const marks = join(root, 'marks');
    const children = Array.from({ length: 8 }, () => worker(root, marks, '12'));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual(children.map(() => 0));
    const lines = (await readFile(marks, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(8 * 12 * 2);
    const overlaps = lines.filter(
      (text, index) => index % 2 === 1 && text !== lines[index - 1]?.replace('enter', 'leave'),
    );
    expect(overlaps).toEqual([]);
    expect(await readdir(line)).toEqual([]);
  }, 60_000);
});
