import { coreError, interruption } from './errors.ts';
import type { KirikaeError } from './kirikae-error.ts';
import { follows, withCause } from './trial.ts';

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
 * A parent that aborts first passes its own reason on. The reason tells what stood in the way last of what was tried until then.
 */
export function startDeadline(ms: number, limit: string, parent?: AbortSignal): Deadline {
  const { signal, abort, clear } = below(parent);
  const end = performance.now() + ms;
  const timer = setTimeout(() => abort(coreError('DEADLINE', '', { limit })), Math.min(ms, LONGEST));
  return {
    remaining: () => Math.max(0, end - performance.now()),
    signal,
    clear: () => {
      clearTimeout(timer);
      clear();
    },
  };
}

/** The same deadline for one of several that share it: its reason tells what stood in the way of this one. */
export function shareDeadline({ remaining, signal: parent }: Deadline): Deadline {
  const { signal, clear } = below(parent);
  return { remaining, signal, clear };
}

/** A signal that aborts with its parent, or when it is told to. */
function below(parent: AbortSignal | undefined) {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (reason: KirikaeError) => controller.abort(withCause(reason, signal));
  const follow = () => abort(interruption(parent?.reason));
  if (parent) follows(signal, parent);
  if (parent?.aborted) follow();
  else parent?.addEventListener('abort', follow, { once: true });
  return { signal, abort, clear: () => parent?.removeEventListener('abort', follow) };
}
