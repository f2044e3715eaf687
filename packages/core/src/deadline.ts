import { coreError, interruption } from './errors.ts';

/** The moment by which something must have ended, on the monotonic clock (wall clocks jump). */
export interface Deadline {
  /** Milliseconds left; 0 when it has passed. */
  remaining(): number;
  /** Aborts at the deadline, or when `parent` does; its reason is always a `KirikaeError`, the one to report. */
  readonly signal: AbortSignal;
  /** Lets go of the timer. */
  clear(): void;
}

/** The longest time, in ms, that a timer of Node.js can be set to; a longer one would end at once. */
const LONGEST = 2 ** 31 - 1;

/**
 * Starts a deadline `ms` milliseconds from now. `limit` says whose time it is, for the error ("activate, 25s").
 * A parent that aborts first passes its own reason on.
 */
export function startDeadline(ms: number, limit: string, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  const end = performance.now() + ms;
  const timer = setTimeout(() => controller.abort(coreError('DEADLINE', '', { limit })), Math.min(ms, LONGEST));
  const follow = () => controller.abort(interruption(parent?.reason));
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return {
    remaining: () => Math.max(0, end - performance.now()),
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', follow);
    },
  };
}
