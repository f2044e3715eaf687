import { jitter, startDeadline } from '@kirikae/core/machinery';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPaces, type Pace } from '../src/move/pace.ts';
import { createRead } from '../src/move/read.ts';
import { interrupted, trouble } from './slot.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;

/** A service with a token bucket that does not say so; `asked` has the moment of each request, `sent` whether it was let through. */
function openService(burst: number, perSecond: number) {
  let tokens = burst;
  let filled = performance.now();
  const asked: { at: number; passed: boolean }[] = [];
  const ask = async () => {
    const at = performance.now();
    tokens = Math.min(burst, tokens + ((at - filled) / 1_000) * perSecond);
    filled = at;
    const passed = tokens >= 1;
    if (passed) tokens -= 1;
    asked.push({ at, passed });
    if (!passed) throw trouble('THROTTLED', '');
    return 'here';
  };
  return { ask, asked };
}

/** Takes a turn of a pace and says when; what becomes of it is the test's. */
const turnOf = async (pace: Pace, kind: 'read' | 'write' = 'read', signal = never) => ({
  ...(await pace.turn(signal, kind)),
  at: performance.now(),
});

describe('the pace of a run', () => {
  test('holds back nothing as long as nobody throttles', async () => {
    const pace = createPaces()('x:Look');
    for (let n = 0; n < 100; n++) (await turnOf(pace)).answered();
    expect(performance.now()).toBe(0);
    await expect(turnOf(pace, 'read', AbortSignal.abort(interrupted()))).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  test('is one for all actions of a side, another for another side, and one of its own where no action is told', () => {
    const paceOf = createPaces();
    expect(paceOf('x:Take')).toBe(paceOf('x:Look'));
    expect(paceOf('y:Look')).not.toBe(paceOf('x:Look'));
    expect(paceOf()).not.toBe(paceOf());
  });

  test('takes many that were refused at once for one refusal, and lets them go one by one', async () => {
    const pace = createPaces()('x:Look');
    const refused = await Promise.all(Array.from({ length: 20 }, () => turnOf(pace)));
    for (const turn of refused) turn.throttled();
    const next = Promise.all(Array.from({ length: 3 }, () => turnOf(pace)));
    await vi.advanceTimersByTimeAsync(3_000);
    const [one = 0, two = 0, three = 0] = (await next).map(({ at }) => at);
    for (const gap of [one, two - one, three - two]) expect(gap).toBeGreaterThanOrEqual(187); // 250 and 25 % of it
    for (const gap of [one, two - one, three - two]) expect(gap).toBeLessThanOrEqual(314);
  });

  test('waits for twice as long after each refusal, four seconds at most', async () => {
    const pace = createPaces()('x:Look');
    const moments: number[] = [];
    const insist = async () => {
      for (let n = 0; n < 8; n++) {
        const { at, throttled } = await turnOf(pace);
        moments.push(at);
        throttled();
      }
    };
    const insisting = insist();
    await vi.advanceTimersByTimeAsync(60_000);
    await insisting;
    const gaps = moments.slice(1).map((at, n) => at - (moments[n] ?? 0));
    for (const [n, gap] of gaps.entries()) {
      const due = Math.min(4_000, 250 * 2 ** n);
      expect(gap).toBeGreaterThanOrEqual(0.75 * due - 1);
      expect(gap).toBeLessThanOrEqual(1.25 * due + 1);
    }
  });

  test('lets writes go first, and leaves out who has gone away', async () => {
    const pace = createPaces()('x:Look');
    (await turnOf(pace)).throttled();
    const order: string[] = [];
    const stop = new AbortController();
    const gone = expect(turnOf(pace, 'read', stop.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const read = turnOf(pace).then(() => order.push('read'));
    const write = turnOf(pace, 'write').then(() => order.push('write'));
    stop.abort(interrupted());
    await gone;
    await vi.advanceTimersByTimeAsync(700); // two gaps, not three
    await Promise.all([read, write]);
    expect(order).toEqual(['write', 'read']);
  });

  test('gives a turn that was not used to the next', async () => {
    const pace = createPaces()('x:Look');
    (await turnOf(pace)).throttled();
    const first = turnOf(pace);
    const second = turnOf(pace);
    await vi.advanceTimersByTimeAsync(400);
    (await first).unused();
    expect((await second).at).toBe(performance.now());
  });

  test.each([1, 2, 5])('finds out how fast a bucket of %i is filled again, with few refusals', async (perSecond) => {
    const { ask, asked } = openService(3, perSecond);
    const read = createRead(startDeadline(600_000, 'x'), { paceOf: createPaces(), attempts: 1 });
    const all = Promise.all(Array.from({ length: 40 }, () => read(ask, 'x:Look')));
    await vi.advanceTimersByTimeAsync(300_000);
    await all;
    const refused = asked.filter(({ passed }) => !passed).length;
    expect(refused).toBeLessThanOrEqual(37 + 20); // all but three come too early once, then every other one at most
    const least = (37 / perSecond) * 1_000;
    expect(asked.at(-1)?.at).toBeLessThanOrEqual(1.5 * least + 2_000);
  });
});

describe('the pause after a refusal', () => {
  test('is short at first, then three times as long, and never less than half of what it may be', () => {
    for (let round = 0; round < 1_000; round++)
      for (const [n, due] of [100, 300, 900, 2_700, 3_000, 3_000].entries()) {
        expect(jitter(n, 100, 3_000)).toBeGreaterThanOrEqual(due / 2);
        expect(jitter(n, 100, 3_000)).toBeLessThanOrEqual(due);
      }
  });
});
