/** What both threads see. */
export interface Shared {
  /** See `TURNS` and those beside it. */
  readonly counts: Int32Array;
  /** By when the process must have ended, in ms of the machine's monotonic clock. */
  readonly end: Float64Array;
  /** What is evaluated in the main thread to end it. */
  readonly last: string;
}

/** How often the loop of the main thread has turned, as seen every `TICK`; how often it was broken off; 1 while a hook is called, and how many plugins are being loaded. */
export const [TURNS, BROKEN, IN_HOOK, LOADING] = [0, 1, 2, 3] as const;

/** How often, in ms, the main thread shows that it lives. */
export const TICK = 50;

/**
 * The watchdog's thread. It counts its own ticks, not time, so that a machine that stood still as a whole is no plugin that hangs. A hook
 * in a turn of its own can be broken off; in the middle of a timer that would destroy the loop, so there the process is ended.
 * All it needs is in it: its text is what the thread is made of.
 */
export function guard({ Session }: typeof import('node:inspector'), { counts, end, last }: Shared): void {
  /** Ticks of 50 ms without a sign of life: after which it is a loop, if the time is nearly over; or in any case; and past all hope. */
  const [LOOP, ANY_LOOP, HOPELESS] = [6, 40, 100];
  /** The ms before the end in which a hook is broken off, so that the run can still tell; in which all is ended; and what that may take. */
  const [BREAK, END, ENDING] = [600, 300, 1_000];
  let seen = -1;
  let missed = 0;
  const tell = (method: string, params = {}) => {
    const session = new Session();
    session.connectToMainThread();
    session.post(method, params);
    setTimeout(() => session.disconnect(), 50); // whoever ends waits for it
  };
  const breakOff = () => {
    Atomics.add(counts, 1, 1);
    Atomics.store(counts, 2, 0); // what comes next is in no hook until one is called
    missed = 0;
    tell('Runtime.terminateExecution');
  };
  const tick = setInterval(() => {
    const turns = Atomics.load(counts, 0);
    missed = turns === seen ? missed + 1 : 0;
    seen = turns;
    const left = (end[0] ?? 0) - Number(process.hrtime.bigint()) / 1e6;
    const canBeBroken = Atomics.load(counts, 2) + Atomics.load(counts, 3) > 0;
    if (canBeBroken && (missed >= ANY_LOOP || (missed >= LOOP && left < BREAK))) return breakOff();
    if (missed < LOOP || (missed < HOPELESS && left > END)) return;
    clearInterval(tick);
    tell('Runtime.evaluate', { expression: last });
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), ENDING);
  }, 50);
}
