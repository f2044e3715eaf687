import type { KirikaeError } from '@kirikae/core';
import {
  afterTries,
  because,
  beginTrial,
  type Deadline,
  interruption,
  jitter,
  REQUEST_GRACE,
  sleep,
  type Transient,
  type Trial,
  toKirikaeError,
  untilEnded,
} from '@kirikae/core/machinery';
import { type Instant, instant } from '../machine/instant.ts';
import { type Happening, reportError } from '../report/report.ts';
import type { Pace, PaceOf } from './pace.ts';

/** The only place that repeats a request which changes nothing. */
export type Read = <T>(call: (signal: AbortSignal) => Promise<T>, action?: string) => Promise<T>;

/** First and longest pause in ms, by what went wrong. Where somebody throttles, the pace of the run does the rest. */
const PAUSES: Record<Transient, readonly [base: number, cap: number]> = {
  throttled: [200, 1_000],
  refused: [100, 3_000],
  silent: [100, 3_000],
};

/** Hears of an error after which something is tried again: the number of the next attempt, and in how many ms it comes. */
export type Retried = (error: KirikaeError, attempt: number, pause: number) => void;

/** What tells of the attempts of one resource. */
export const retriesOf =
  (resource: string | null, tell: (happening: Happening) => void): Retried =>
  (error, attempt, pause) =>
    tell({ kind: 'retry', resource, error: reportError(error, resource), attempt, pause });

/** Waits before attempt `n + 1` (`n` from 0) after an error that may pass. An abort ends it with `whyStopped`. */
export async function pauseAfter(
  error: KirikaeError,
  n: number,
  signal: AbortSignal,
  retried: Retried | undefined,
): Promise<void> {
  const [base, cap] = PAUSES[error.transient ?? 'refused'];
  const pause = jitter(n, base, cap);
  retried?.(error, n + 2, pause);
  await sleep(pause, signal).catch(() => {
    throw whyStopped(signal, error, n + 1);
  });
}

/** How reads are spaced and repeated. */
export interface ReadOptions {
  readonly paceOf: PaceOf;
  /** How many attempts may stay without an answer; one that is throttled has one. */
  readonly attempts: number;
  /** Told of each answer when the attempt that got it was sent. */
  readonly heard?: ((at: Instant) => void) | undefined;
  readonly retried?: Retried | undefined;
}

/**
 * Makes a `Read` that tries again until the deadline, at random intervals. When the time is up, the last real error is thrown, since
 * it says more than "no time left".
 */
export function createRead({ signal }: Deadline, { paceOf, attempts, heard, retried }: ReadOptions): Read {
  return async (call, action) => {
    const trial = beginTrial(signal);
    try {
      return await repeat(call, { signal, attempts, heard, retried, pace: paceOf(action), trial });
    } finally {
      trial.over();
    }
  };
}

/** What the attempts of one read stand on. */
interface Attempts {
  readonly signal: AbortSignal;
  readonly attempts: number;
  readonly heard: ReadOptions['heard'];
  readonly retried: ReadOptions['retried'];
  readonly pace: Pace;
  readonly trial: Trial;
}

async function repeat<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { signal, attempts, heard, retried, pace, trial }: Attempts,
): Promise<T> {
  let last: KirikaeError | undefined;
  for (let n = 0, unanswered = 0; ; n++) {
    const turn = await pace.turn(signal, 'read').catch(() => {
      throw whyStopped(signal, last, n);
    });
    try {
      const at = instant();
      const answer = await untilEnded(call(signal), signal, undefined, REQUEST_GRACE);
      turn.answered();
      heard?.(at);
      return answer;
    } catch (thrown) {
      const error = toKirikaeError(thrown);
      if (signal.aborted) throw whyItEnded(signal, error, last, n);
      last = error;
      trial.failed(error);
      if (last.transient === 'throttled') turn.throttled();
      else unanswered++;
      if (!last.transient || unanswered >= attempts) throw last;
    }
    if (last.transient === 'throttled') retried?.(last, n + 2, pace.left());
    else await pauseAfter(last, unanswered - 1, signal, retried);
  }
}

/** What a request is reported with that threw: its error, or where it was broken off, why. */
export function whyItEnded(
  signal: AbortSignal,
  error: KirikaeError,
  last: KirikaeError | undefined,
  tries: number,
): KirikaeError {
  if (!signal.aborted) return error;
  return whyStopped(signal, last ?? (isLate(signal) && error.transient ? error : undefined), tries);
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
