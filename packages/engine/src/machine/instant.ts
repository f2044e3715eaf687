import { uptimeOf } from './boot.ts';

/** A moment by every clock there is: one stands still while a machine is paused, another can be set. All in ms. */
export interface Instant {
  /** As `performance.now()`: what timers go by. On Linux it does not count the time for which a machine was suspended. */
  readonly monotonic: number;
  readonly wall: number;
  readonly uptime: number;
}

/** This moment. */
export const instant = (): Instant => ({
  monotonic: performance.now(),
  wall: Date.now(),
  uptime: (uptimeOf() ?? 0) * 1_000,
});

/** How long ago a moment was, in ms, by the clock that shows most: better to look once too often. */
export function since(then: Instant): number {
  const now = instant();
  return Math.max(now.monotonic - then.monotonic, now.wall - then.wall, now.uptime - then.uptime);
}
