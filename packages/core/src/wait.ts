import { setTimeout as delay } from 'node:timers/promises';

/** Waits `ms` milliseconds; an abort ends it at once with the signal's reason. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}

/**
 * Waits for `promise`, but no longer than until `signal` aborts; then its reason is thrown. The promise itself goes on, and
 * what becomes of it is heard by nobody: a late failure must not end the process.
 */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {});
  signal.throwIfAborted();
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** How long, in ms, a promise is heard after the abort; a request is heard for less, so that what waits for it hears its end. */
const GRACE = 20;
export const REQUEST_GRACE = 5;

/**
 * As `untilAborted`, for what watches the signal itself: its own end, if it comes at once, says more than the signal ("throttled to
 * the end", or done after all). `before` is waited for first: what cannot be broken off.
 */
export async function untilEnded<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  before: () => Promise<unknown> = async () => {},
  grace = GRACE,
): Promise<T> {
  return untilAborted(promise, signal).catch(async (error) => {
    if (!signal.aborted) throw error;
    await before();
    const reason = delay(grace).then(() => Promise.reject(signal.reason));
    return Promise.race([promise, reason]);
  });
}

/** Sleeps until `performance.now()` is `moment` or later: a timer may come a little early. */
export async function sleepUntil(moment: number, signal: AbortSignal): Promise<void> {
  for (let left = moment - performance.now(); left > 0; left = moment - performance.now())
    await sleep(Math.ceil(left), signal);
}

/** The steps in which `within` counts. */
const STEPS = 10;

/**
 * Waits for `promise`, but no longer than `ms` milliseconds; then it throws. The time is counted in steps: a process that was itself
 * stopped for a while (a virtual machine that moved) must not blame the other side for it.
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const done = new AbortController();
  try {
    return await Promise.race([promise, late(ms, done.signal)]);
  } finally {
    done.abort();
  }
}

/** Throws when the time is up. Once `done`, it never settles: nobody waits for it any more. */
async function late(ms: number, done: AbortSignal): Promise<never> {
  for (let step = 0; step < STEPS; step++)
    await delay(ms / STEPS, undefined, { signal: done }).catch(() => new Promise<never>(() => {}));
  throw new Error(`no answer within ${ms} ms`);
}

/**
 * The pause before attempt `n + 1` (`n` from 0), in ms: between half of a time that triples from `base` to `cap`, and all of it. So two
 * nodes that were refused together do not come back together, and no two attempts follow each other at once.
 */
export const jitter = (n: number, base: number, cap: number): number =>
  Math.min(cap, base * 3 ** n) * (1 - Math.random() / 2);

/** A pause that doubles from `first` to `last` ms: how often a change of state is looked for. */
export const paced = (n: number, first: number, last: number): number => Math.min(last, first * 2 ** n);
