import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep, startDeadline } from '@kirikae/core/machinery';
import { describe, expect, test } from 'vitest';
import { ownMark } from '../src/machine/boot.ts';
import { firstInLine } from '../src/state/place.ts';
import { type Direction, drawTicket, putTicket } from '../src/state/ticket.ts';
import { never, openLine, SOON, settled } from './line.ts';
import { interrupted } from './slot.ts';

/** A ticket as a process would have left it. */
const leave = async (
  line: string,
  mark: { pid?: number; start?: string; boot?: string },
  direction: Direction = 'activate',
) => drawTicket(line, { ...(await ownMark()), run: `OLD${Math.random().toString(36).slice(2)}`, direction, ...mark });

/** Many of them: of an earlier boot, of processes that are gone, of one whose number is used again, and of runs that gave up. */
async function leaveMany(line: string, count: number): Promise<void> {
  await mkdir(line, { mode: 0o700 });
  const { boot, pid, start = '' } = await ownMark();
  const kinds = [
    (n: number) => [n, start, '00000000-0000-0000-0000-000000000000'],
    (n: number) => [4_194_304 + n, start, boot],
    () => [pid, '1', boot],
    () => [pid, start, boot, 'gone'],
  ];
  const file = (n: number) =>
    [String(n).padStart(9, '0'), `OLD${n}`, 'activate', ...(kinds[n % kinds.length]?.(n) ?? [])].join('.');
  for (let n = 1; n <= count; n += 500)
    await Promise.all(
      Array.from({ length: 500 }, (_, more) => writeFile(join(line, file(n + more)), '', { mode: 0o600 })),
    );
}

describe('the lock of a group', () => {
  test('is given at once where nobody has it, and leaves nothing behind', async () => {
    const { line, take } = await openLine();
    const release = await take('1', 'activate');
    await release();
    expect(await readdir(line)).toEqual([]);
  });

  test('is not waited for by a run that gives way, which overtakes nobody and is overtaken as any other', async () => {
    const { line, directory, stopped, take, inLine } = await openLine();
    const release = await take('1', 'deactivate');
    expect(await firstInLine(directory(), 'web')).toMatchObject({ run: '1' });
    await expect(take('2', 'activate', never, true)).rejects.toMatchObject({ code: 'LOCK_BUSY' });
    expect(await readdir(line)).toHaveLength(1);
    await release();
    expect(await firstInLine(directory(), 'web')).toBeUndefined();
    expect(stopped).toEqual([]);
    const yielding = await take('3', 'activate', never, true);
    const later = take('4', 'deactivate');
    await inLine(2);
    await expect.poll(() => stopped, SOON).toMatchObject([{ code: 'OVERTAKEN' }]);
    await yielding();
    await (await later)();
  });

  test('is given to runs of the same direction in turn, in the order in which they came', async () => {
    const { take, inLine } = await openLine();
    const order: string[] = [];
    const release = await take('1', 'activate');
    const waiting: Promise<void>[] = [];
    for (const run of ['3', '2']) {
      waiting.push(
        take(run, 'activate').then((next) => {
          order.push(run);
          return next();
        }),
      );
      await inLine(1 + waiting.length);
    }
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
    await expect.poll(() => stopped, SOON).toMatchObject([{ code: 'OVERTAKEN', kind: 'conflict' }]);
    await release();
    expect(await same).toMatchObject({ code: 'OVERTAKEN' });
    await (await other)();
  });

  test('goes to the newest: a run that was overtaken while it waited never gets it', async () => {
    const { take, inLine } = await openLine();
    const release = await take('1', 'deactivate');
    const middle = take('2', 'activate').catch((error) => error);
    await inLine(2);
    const newest = take('3', 'deactivate');
    expect(await middle).toMatchObject({ code: 'OVERTAKEN', message: expect.stringContaining('run 3') });
    expect(await settled(newest)).toBe(false);
    await release();
    await (await newest)();
  });

  test('knows a later run also after it gave up', async () => {
    const { stopped, take, line, inLine } = await openLine();
    const release = await take('1', 'activate');
    const stop = new AbortController();
    const gone = take('2', 'deactivate', stop.signal).catch((error) => error);
    await inLine(2);
    stop.abort(interrupted());
    expect(await gone).toMatchObject({ code: 'INTERRUPTED' });
    await expect.poll(() => stopped, SOON).toMatchObject([{ code: 'OVERTAKEN' }]);
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

  test('costs a run no time where thousands left their tickets, and is cleared of them by a few', async () => {
    const { line, root, take, warnings } = await openLine();
    await leaveMany(line, 20_000);
    let runs = 0;
    // each run removes at least one of 105 batches, most remove many
    for (; runs < 105 && (await readdir(line)).length > 0; runs++) await (await take(`R${runs}`, 'activate'))();
    expect(await readdir(line)).toEqual([]);
    expect(await readdir(root)).toEqual(['web.lock']);
    expect(warnings).toEqual([]); // the disk was never waited for too long
  }, 120_000);

  test('is cleared also by a run that waits', async () => {
    const { line, take } = await openLine();
    await leaveMany(line, 500);
    const release = await take('1', 'activate');
    const next = take('2', 'activate');
    await expect.poll(() => readdir(line), SOON).toHaveLength(2);
    await release();
    await (await next)();
    expect(await readdir(line)).toEqual([]);
  });

  test('is cleared of the dead before the first that waits, and of none behind', async () => {
    const { line, take, inLine } = await openLine();
    await leave(line, { start: '1' });
    const release = await take('1', 'activate');
    await leave(line, { start: '1' });
    const next = take('2', 'activate');
    await inLine(3);
    await expect.poll(async () => (await readdir(line))[0], SOON).toContain('.1.activate.');
    await release();
    await (await next)();
    expect(await readdir(line)).toEqual([]);
  });

  test('is had again after somebody removed the directory while a run waited', async () => {
    const { line, take, inLine } = await openLine();
    await take('1', 'activate');
    const next = take('2', 'activate');
    await inLine(2);
    await rm(line, { recursive: true });
    await (await next)();
  });

  test('puts nobody before a run that has looked already, however late its number comes to the disk', async () => {
    const { line } = await openLine();
    const late = { ...(await ownMark()), run: 'LATE', direction: 'activate' } as const;
    await leave(line, {});
    await leave(line, {});
    const before = await readdir(line);
    expect(await putTicket(line, 1, late)).toBeUndefined();
    expect(await putTicket(line, 2, { ...late, run: 'A' })).toBeUndefined();
    expect(await readdir(line)).toEqual(before);
    expect(await putTicket(line, 3, late)).toHaveLength(3);
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
