import { KirikaeError } from '@kirikae/core';
import { coreError, sleep, startDeadline, untilAborted, untilEnded, within } from '@kirikae/core/machinery';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createPaces } from '../src/move/pace.ts';
import { createRead } from '../src/move/read.ts';
import { engineError } from '../src/report/errors.ts';
import { openBench } from './bench.ts';
import { forever, slotType, trouble } from './slot.ts';

/** Whoever ends by the default of a command, 8 s at least, has not heeded what the test said. */
const DEFAULT = 7_000;

const rejections: unknown[] = [];
const note = (reason: unknown) => void rejections.push(reason);
process.on('unhandledRejection', note);
afterAll(() => void process.off('unhandledRejection', note));
afterEach(() => expect(rejections).toEqual([]));

describe('a deadline', () => {
  test('tells whose time ran out', async () => {
    const { signal, remaining } = startDeadline(20, 'activate, 20ms,');
    await expect(sleep(5_000, signal)).rejects.toMatchObject({ code: 'DEADLINE', kind: 'unreachable' });
    expect(remaining()).toBe(0);
  });

  test('passes on why its parent ended, at once if it has ended already', () => {
    const reason = engineError('OVERTAKEN', '', { command: 'deactivate', later: 'X' });
    const deadline = startDeadline(10_000, 'x', AbortSignal.abort(reason));
    expect(deadline.signal.reason).toBe(reason);
    deadline.clear();
  });

  test.each([
    ['SIGTERM', 'SIGTERM'],
    [undefined, 'its caller'],
    [new Error('whatever'), 'its caller'],
  ])('tells an abort for %s as an interruption', (reason, by) => {
    const parent = new AbortController();
    const deadline = startDeadline(10_000, 'x', parent.signal);
    parent.abort(reason);
    expect(deadline.signal.reason).toBeInstanceOf(KirikaeError);
    expect(deadline.signal.reason).toMatchObject({ code: 'INTERRUPTED', message: `interrupted by ${by}` });
    deadline.clear();
  });

  test('of a month does not end at once, as a timer of Node.js would', async () => {
    const deadline = startDeadline(31 * 86_400_000, 'x');
    await sleep(20, new AbortController().signal);
    expect(deadline.signal.aborted).toBe(false);
    deadline.clear();
  });

  test('that was let go of hears its parent no more', () => {
    const parent = new AbortController();
    const deadline = startDeadline(10_000, 'x', parent.signal);
    deadline.clear();
    parent.abort();
    expect(deadline.signal.aborted).toBe(false);
  });
});

describe('a wait', () => {
  test('that has ended leaves a late failure to nobody', async () => {
    const signal = AbortSignal.abort(coreError('INTERRUPTED', '', { signal: 'x' }));
    const late = sleep(5, new AbortController().signal).then(() => Promise.reject(new Error('late')));
    await expect(untilAborted(late, signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await sleep(30, new AbortController().signal);
  });

  test('hears what ends by itself right after the abort, and waits for what cannot be broken off', async () => {
    const stop = new AbortController();
    const order: string[] = [];
    const own = sleep(60, new AbortController().signal).then(() => 'own');
    const before = () => sleep(55, new AbortController().signal).then(() => order.push('settled'));
    setTimeout(() => stop.abort(new Error('stop')), 5);
    expect(await untilEnded(own, stop.signal, before)).toBe('own');
    expect(order).toEqual(['settled']);
    await expect(untilEnded(forever(), stop.signal)).rejects.toThrow('stop');
  });

  test('for a silent side ends', async () => {
    await expect(within(50, forever())).rejects.toThrow('no answer within 50 ms');
    expect(await within(50, Promise.resolve(1))).toBe(1);
  });
});

describe('a read', () => {
  test('counts only what was not answered: throttling is an answer', async () => {
    const deadline = startDeadline(10_000, 'x');
    const read = createRead(deadline, { paceOf: createPaces(), attempts: 2 });
    const answers = [trouble('THROTTLED', ''), trouble('REFUSED', ''), 'here'];
    const call = async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    };
    expect(await read(call)).toBe('here');
    await expect(read(async () => Promise.reject(trouble('REFUSED', '')))).rejects.toMatchObject({ code: 'REFUSED' });
    deadline.clear();
  });

  test('tells what went wrong last when the time is up', async () => {
    const read = createRead(startDeadline(150, 'x'), { paceOf: createPaces(), attempts: 9 });
    await expect(read(async () => Promise.reject(trouble('REFUSED', '')))).rejects.toMatchObject({ code: 'REFUSED' });
    await expect(read(forever)).rejects.toMatchObject({ code: 'DEADLINE' });
  });
});

describe('every run ends in time, whatever a plugin does', () => {
  const hung = {
    identify: { policy: { identify: forever } },
    resolve: { resolve: forever },
    status: {},
  };
  test.each(['identify', 'resolve', 'status'] as const)('%s hangs', async (hook) => {
    const extra = hook === 'status' ? { status: forever } : {};
    const { a } = await openBench(
      { resources: [{ type: 'memory/hung' }] },
      { types: (world) => [slotType(world, { type: 'memory/hung', ...hung[hook] }, extra)] },
    );
    const run = { group: 'web', timeout: 2_000 };
    const reports = await Promise.all([a.activate(run), a.monitor(run), a.status(run)]);
    expect(reports.map(({ exitCode }) => exitCode)).toEqual([20, 7, 20]);
    const stopped = await a.deactivate(run);
    expect(stopped).toMatchObject({ exitCode: 0, outcome: 'unreachable', tolerated: true });
    for (const { elapsedMs } of [...reports, stopped]) expect(elapsedMs).toBeLessThan(DEFAULT);
  });

  test.each(['activate', 'deactivate', 'settle'] as const)('%s hangs', async (hook) => {
    const { world, a } = await openBench(
      { resources: [{ type: 'memory/hung' }] },
      { types: (world) => [slotType(world, { type: 'memory/hung' }, { [hook]: forever })] },
    );
    if (hook === 'deactivate') world.give('one', 'a');
    const report = await a[hook === 'deactivate' ? 'deactivate' : 'activate']({ timeout: 2_000 });
    expect(report).toMatchObject({ outcome: 'unreachable', error: { code: 'DEADLINE' } });
    expect(report.elapsedMs).toBeLessThan(DEFAULT);
  });

  test('a write hangs: it was sent, and nobody knows', async () => {
    const { world, a } = await openBench();
    world.always('take one', forever);
    const report = await a.activate({ timeout: 2_000 });
    expect(report).toMatchObject({ exitCode: 20, resources: [{ writes: [{ outcome: 'unknown' }] }] });
    expect(report.elapsedMs).toBeLessThan(DEFAULT);
  });
});

test('a run that is over asks nothing more, also where its answer came before all looks had one', async () => {
  const slots = ['one', 'two'].map((name) => ({ type: 'memory/slot', name, slot: name }));
  const { world, a } = await openBench({ resources: slots });
  world.give('one', 'b');
  world.always('look two', () => {
    throw trouble('THROTTLED', 'look');
  });
  expect(await a.monitor()).toMatchObject({ exitCode: 7 });
  const asked = world.calls.length;
  await sleep(1_000, new AbortController().signal);
  expect(world.calls).toHaveLength(asked);
});
