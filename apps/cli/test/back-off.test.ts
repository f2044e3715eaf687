import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStateDirectory } from '@kirikae/engine';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readBackOff } from '../src/guard/back-off.ts';

/** A guard's memory in a folder of its own, by a clock that stands. */
async function newMemory() {
  const folder = await mkdtemp(join(tmpdir(), 'kirikae-guard-'));
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  onTestFinished(async () => {
    vi.useRealTimers();
    await rm(folder, { recursive: true, force: true });
  });
  const directory = openStateDirectory(folder, () => {});
  const read = (role = 'leader') => readBackOff(directory, 'web', role);
  const later = async (ms: number) => {
    vi.setSystemTime(Date.now() + ms);
    return (await read()).isOn;
  };
  return { read, later };
}

it('waits twice as long after each failure in a row, up to a minute', async () => {
  const { read, later } = await newMemory();
  for (const pause of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
    await (await read()).ended(false);
    expect(await later(pause - 1)).toBe(true);
    expect(await later(1)).toBe(false);
  }
});

it('forgets the failures when a round was well, when the role is another, and when the clock was set back', async () => {
  const { read, later } = await newMemory();
  expect((await read()).isOn).toBe(false);
  await (await read()).ended(false);
  expect((await read('other')).isOn).toBe(false);
  expect(await later(-1)).toBe(false);
  expect(await later(1)).toBe(true);
  await (await read()).ended(true);
  expect((await read()).isOn).toBe(false);
});
