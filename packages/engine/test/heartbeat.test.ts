import { setTimeout as pass } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startHeartbeat } from '../src/machine/heartbeat.ts';
import { instant, since } from '../src/machine/instant.ts';

/** Lets this process do nothing at all, as a signal or a paused machine would. */
const standStill = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('a heart misses no beat while a process waits, and does while it stands still; what came after that is not concerned', async () => {
  const heartbeat = startHeartbeat();
  const start = instant();
  await pass(1_200);
  expect(heartbeat.missedSince(start)).toBe(false);
  standStill(2_500);
  expect(heartbeat.missedSince(start)).toBe(true);
  await pass(50);
  const after = instant();
  expect([heartbeat.missedSince(start), heartbeat.missedSince(after)]).toEqual([true, false]);
  heartbeat.stop();
});

test.each(['monotonic', 'wall', 'uptime'] as const)('the %s clock alone can show that time has passed', (clock) => {
  const now = instant();
  expect(since({ ...now, [clock]: now[clock] - 5_000 })).toBeGreaterThanOrEqual(5_000);
  expect(since({ ...now, [clock]: now[clock] + 5_000 })).toBeLessThan(5_000);
});
