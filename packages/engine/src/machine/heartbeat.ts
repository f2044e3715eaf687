import { type Instant, instant, since } from './instant.ts';

/** How often the heart beats, in ms. */
const BEAT = 1_000;

/** Tells whether this process stood still: SIGSTOP, a paused or hibernated machine, a processor that did nothing for it. */
export interface Heartbeat {
  /** True if beats were missed at some time since a moment; waiting for an answer, or for another run, misses none. */
  missedSince(then: Instant): boolean;
  stop(): void;
}

/** Starts a heart. It keeps no process alive, and must be stopped. */
export function startHeartbeat(): Heartbeat {
  let last = instant();
  let missed = Number.NEGATIVE_INFINITY;
  const isLate = () => since(last) > 2 * BEAT;
  const beat = () => {
    if (isLate()) missed = performance.now();
    last = instant();
    timer = setTimeout(beat, BEAT).unref();
  };
  let timer = setTimeout(beat, BEAT).unref();
  return {
    missedSince: ({ monotonic }) => missed > monotonic || isLate(),
    stop: () => clearTimeout(timer),
  };
}
