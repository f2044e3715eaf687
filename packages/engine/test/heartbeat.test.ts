import { expect, onTestFinished, test, vi } from 'vitest';
import { startHeartbeat } from '../src/machine/heartbeat.ts';
import { instant, since } from '../src/machine/instant.ts';

test('a heart misses no beat while a process waits, and does while it stands still; what came after that is not concerned', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const heartbeat = startHeartbeat();
  const start = instant();
  vi.advanceTimersByTime(60_000);
  expect(heartbeat.missedSince(start)).toBe(false);
  vi.setSystemTime(Date.now() + 2_500); // nothing ran meanwhile
  expect(heartbeat.missedSince(start)).toBe(true);
  vi.advanceTimersByTime(1_500);
  const after = instant();
  expect([heartbeat.missedSince(start), heartbeat.missedSince(after)]).toEqual([true, false]);
  heartbeat.stop();
});

test.each(['monotonic', 'wall', 'uptime'] as const)('the %s clock alone can show that time has passed', (clock) => {
  const now = instant();
  expect(since({ ...now, [clock]: now[clock] - 5_000 })).toBeGreaterThanOrEqual(5_000);
  expect(since({ ...now, [clock]: now[clock] + 5_000 })).toBeLessThan(5_000);
});
