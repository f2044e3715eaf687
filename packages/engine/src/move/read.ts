import type { Deadline, KirikaeError } from '@kirikae/core';
import {
  afterTries,
  because,
  beginTrial,
  interruption,
  jitter,
  REQUEST_GRACE,
  sleep,
  type Transient,
  type Trial,
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
    throw whyStopped(signal, error, n + 1);
  });
}

/**
 * Makes a `Read` that tries again until `deadline`, with full jitter. `attempts` bounds the attempts that got no answer
 * (throttled ones are answers). When the time is up, the last real error is thrown, since it says more than "no time left".
 */
export function createRead(deadline: Deadline, attempts = Number.POSITIVE_INFINITY): Read {
  const { signal } = deadline;
  return async (call) => {
    const trial = beginTrial(signal);
    try {
      return await repeat(call, signal, attempts, trial);
    } finally {
      trial.over();
    }
  };
}

async function repeat<T>(
  call: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  attempts: number,
  trial: Trial,
): Promise<T> {
  let last: KirikaeError | undefined;
  for (let n = 0, unanswered = 0; ; n++) {
    if (signal.aborted) throw whyStopped(signal, last, n);
    try {
      return await untilEnded(call(signal), signal, undefined, REQUEST_GRACE);
    } catch (thrown) {
      const error = toKirikaeError(thrown);
      if (signal.aborted) throw whyStopped(signal, last ?? (isLate(signal) && error.transient ? error : undefined), n);
      last = error;
      trial.failed(error);
      if (last.transient !== 'throttled') unanswered++;
      if (!last.transient || unanswered >= attempts) throw last;
    }
    await pauseAfter(last, n, signal);
  }
}

/** True if it was the time that ran out: that a request has no answer then says something; that an interruption broke it off says nothing. */
const isLate = (signal: AbortSignal): boolean => interruption(signal.reason).code === 'DEADLINE';

/** Why nothing is tried any more: what went wrong last, if it was the time that ran out; an interruption tells itself too. */
function whyStopped(signal: AbortSignal, last: KirikaeError | undefined, tries: number): KirikaeError {
  const reason = interruption(signal.reason);
  if (!last) return reason;
  const cause = afterTries(last, tries);
  return isLate(signal) ? cause : because(reason, cause);
}
