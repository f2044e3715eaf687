import { createRequire, syncBuiltinESMExports } from 'node:module';
import { hrtime } from 'node:process';
import { install } from '@sinonjs/fake-timers';
import { underWay } from './kernel.ts';
import { currentProcess, deliver, waking } from './machine.ts';
import { requests } from './requests.ts';

/*
 * Virtual time: timers and clocks are the test's, everything else (sockets, files) is real. When nothing real is under way, time jumps to
 * the next timer. A time-out of 25 s costs nothing, and a history with a seed comes out the same again.
 */

const immediate = globalThis.setImmediate;
const clock = install({
  now: Date.now(),
  shouldClearNativeTimers: true,
  toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
});

/** A timer is the process's that set it: it does not go off for a dead one, and for a suspended one when that goes on. */
const { setTimeout: startTimer } = globalThis;
globalThis.setTimeout = ((call: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
  const process = currentProcess();
  return startTimer(() => deliver(process, 'timers', () => call(...given)), ms);
}) as typeof setTimeout;

/** The wall clock of the machine on which the code at hand runs. The monotonic one is the same everywhere. */
const TrueDate = globalThis.Date;
const wallClock = () => TrueDate.now() + (currentProcess()?.machine.ahead ?? 0);
globalThis.Date = new Proxy(TrueDate, {
  construct: (target, given) => (given.length === 0 ? new target(wallClock()) : Reflect.construct(target, given)),
  get: (target, name) => (name === 'now' ? wallClock : Reflect.get(target, name)),
});

AbortSignal.timeout = (ms) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('the time is up', 'TimeoutError')), ms);
  return controller.signal;
};
const promises = createRequire(import.meta.url)('node:timers/promises');
promises.setTimeout = later;
syncBuiltinESMExports();

/** As the original, in virtual time. */
function later<T>(ms: number, value: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(Object.assign(new Error('aborted'), { name: 'AbortError', cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve(value);
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Waits in virtual time. */
export const pass = (ms: number): Promise<void> => later(ms, undefined);

/** Runs real work and virtual time until `work` has ended. */
export async function drive<T>(work: Promise<T>): Promise<T> {
  let over = false;
  const ended = () => {
    over = true;
  };
  work.then(ended, ended);
  for (let moved = hrtime.bigint(); hrtime.bigint() - moved < STUCK; ) {
    await quiet();
    if (over) return work;
    if (clock.countTimers() === 0) continue; // a module is being loaded: that is under way, and nothing says so
    clock.next();
    moved = hrtime.bigint();
  }
  throw new Error('nothing is under way any more, and yet the work has not ended');
}

/** Forgets the timers that are left. */
export const forgetTimers = (): void => clock.reset();

/** After so long without a timer, in ns of true time, nothing will come any more, however busy the machine is. */
const STUCK = 60_000_000_000n;

/** How many turns of the event loop nothing must have been under way: an end of a socket needs some. */
const CALM = 5;
/** How many turns that is waited for at most: a request may be with a side that never answers. */
const TURNS = 20_000;

/** How many requests wait at the other side for their time to come. */
let waiting = (): number => 0;
export const waitingAt = (count: () => number): void => {
  waiting = count;
};

/** Waits until nothing real is under way: no file operation, no process that is waking, and no message that has not reached its other side. */
async function quiet(): Promise<void> {
  for (let calm = 0, turns = 0; calm < CALM && turns < TURNS; calm++, turns++) {
    if (underWay.size > 0 || waking.size > 0 || (calm === CALM - 1 && requests.size > waiting())) calm = 0;
    await Promise.all(underWay);
    await new Promise((resolve) => immediate(resolve));
  }
}
