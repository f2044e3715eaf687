import type { Deadline, KirikaeError } from '@kirikae/core';
import {
  interruption,
  jitter,
  REQUEST_GRACE,
  sleep,
  type Transient,
  toKirikaeError,
  untilEnded,
} from '@kirikae/core/machinery';

/** The only place that repeats a request which changes nothing. */
export type Read = <T>(call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** First and longest pause in ms, by what went wrong: those who throttle want to be left alone for longer. */
const PAUSES: Record<Transient, readonly [base: number, cap: number]> = {
  throttled: [400, 5_000],
  refused: [100, 2_000],
  silent: [100, 2_000],
};

/** Waits before attempt `n + 1` (`n` from 0) after an error that may pass. An abort ends it with `whyStopped`. */
export async function pauseAfter(error: KirikaeError, n: number, signal: AbortSignal): Promise<void> {
  const [base, cap] = PAUSES[error.transient ?? 'refused'];
  await sleep(jitter(n, base, cap), signal).catch(() => {
    throw whyStopped(signal, error);
  });
}

/**
 * Makes a `Read` that tries again until `deadline`, with full jitter. `attempts` bounds the attempts that got no answer
 * (throttled ones are answers). When the time is up, the last real error is thrown, since it says more than "no time left".
 */
export function createRead(deadline: Deadline, attempts = Number.POSITIVE_INFINITY): Read {
  const { signal } = deadline;
  return async (call) => {
    let last: KirikaeError | undefined;
    for (let n = 0, unanswered = 0; ; n++) {
      if (signal.aborted) throw whyStopped(signal, last);
      try {
        return await untilEnded(call(signal), signal, undefined, REQUEST_GRACE);
      } catch (thrown) {
        const error = toKirikaeError(thrown);
        if (signal.aborted) throw whyStopped(signal, last ?? (error.transient ? error : undefined));
        last = error;
        if (last.transient !== 'throttled') unanswered++;
        if (!last.transient || unanswered >= attempts) throw last;
      }
      await pauseAfter(last, n, signal);
    }
  };
}

/** Why nothing is tried any more: what went wrong last, if it was the time that ran out; an interruption tells itself. */
function whyStopped(signal: AbortSignal, last: KirikaeError | undefined): KirikaeError {
  const reason = interruption(signal.reason);
  return reason.code === 'DEADLINE' && last ? last : reason;
}
