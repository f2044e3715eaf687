import { describe, expect, test } from 'vitest';
import type { FaultDraw } from '../src/index.ts';
import { faulted, look } from './faulted.ts';

const quick = ['throttle', 'deny', 'expired', 'error', 'lostResponse'] as const;

/** The faults that thirty looks meet, in order. */
async function met(
  draw: Partial<FaultDraw>,
  more: (simulator: Awaited<ReturnType<typeof faulted>>) => unknown = () => {},
) {
  const all = await faulted();
  await more(all);
  all.simulator.faults.draw({ seed: 42, rate: 0.5, kinds: quick, ...draw });
  for (let n = 0; n < 30; n += 1) await look(all.one).catch(() => {});
  return { ...all, faults: all.simulator.calls.slice(-30).map(({ fault }) => fault) };
}

describe('a draw', () => {
  test('gives the same faults for the same seed and the same order of calls', async () => {
    const { faults, simulator } = await met({});
    expect((await met({})).faults).toEqual(faults);
    expect((await met({ seed: 43 })).faults).not.toEqual(faults);
    const counted = Object.values(simulator.faults.injected).reduce((sum, each) => sum + each, 0);
    expect(counted).toBe(faults.filter((fault) => fault !== null).length);
  });

  test('hits about as often as its rate says, with every kind', async () => {
    const { faults } = await met({});
    const struck = faults.filter((fault) => fault !== null);
    expect(struck.length).toBeGreaterThan(8);
    expect(struck.length).toBeLessThan(23);
    expect(new Set(struck).size).toBeGreaterThan(2);
  });

  test('never hits at rate 0, always at rate 1', async () => {
    expect(new Set((await met({ rate: 0 })).faults)).toEqual(new Set([null]));
    expect(new Set((await met({ rate: 1, kinds: ['throttle'] })).faults)).toEqual(new Set(['throttle']));
  });

  test('counts only the calls in its scope, so others do not move its faults', async () => {
    const { faults } = await met({ caller: 'first' });
    const crossed = await met({ caller: 'first' }, async ({ two }) => void (await look(two)));
    expect(crossed.faults).toEqual(faults);
    expect((await met({ caller: 'second' })).faults.every((fault) => fault === null)).toBe(true);
  });

  test('draws only what can happen to a call', async () => {
    expect(new Set((await met({ rate: 1, kinds: ['priorRequest'] })).faults)).toEqual(new Set([null]));
  });

  test('ends after its times, and when its remover is called', async () => {
    const { faults } = await met({ rate: 1, kinds: ['throttle'], times: 3 });
    expect(faults.filter((fault) => fault !== null)).toHaveLength(3);
    const { simulator, one } = await faulted();
    const remove = simulator.faults.draw({ seed: 1, rate: 1, kinds: ['throttle'] });
    await expect(look(one)).rejects.toThrow();
    remove();
    await look(one);
  });

  test('by default takes every kind that a caller can ride out, with parameters', async () => {
    const { simulator, change } = await faulted();
    simulator.faults.draw({ seed: 7, rate: 1 });
    const waiting: Promise<unknown>[] = [];
    for (let n = 0; n < 80; n += 1) waiting.push(change().catch(() => {}));
    await expect
      .poll(() => Object.keys(simulator.faults.injected).toSorted(), { timeout: 20_000 })
      .toEqual([
        'error',
        'garbage',
        'late',
        'latency',
        'lostResponse',
        'pending',
        'priorRequest',
        'throttle',
        'unreachable',
      ]);
  });
});
