import { KirikaeError } from './kirikae-error.ts';

/** Something that is tried until a signal aborts. */
export interface Trial {
  /** Notes what stands in its way now. */
  failed(error: KirikaeError): void;
  /** It came about, or is not tried any more. */
  over(): void;
}

/** What stood in the way of one that still goes on: the last error, and how often it failed. */
interface Standing {
  readonly signal: AbortSignal;
  error: KirikaeError | undefined;
  tries: number;
}

/** Those that go on, the one that failed last at the end. */
const standing = new Set<Standing>();
const parents = new WeakMap<AbortSignal, AbortSignal>();
/** The reasons of aborts as they were before a cause was added. */
const bare = new WeakMap<KirikaeError, KirikaeError>();

/** The reasons that say nothing of what stood in the way. */
const SAY_NOTHING = ['DEADLINE', 'INTERRUPTED'];

/** Begins a trial: until it is over, what it meets is the cause that an abort of this signal is told with. */
export function beginTrial(signal: AbortSignal): Trial {
  const own: Standing = { signal, error: undefined, tries: 0 };
  return {
    failed(error) {
      if (SAY_NOTHING.includes(error.code)) return;
      own.error = error;
      own.tries += 1;
      standing.delete(own);
      standing.add(own);
    },
    over: () => void standing.delete(own),
  };
}

/** Notes that one signal aborts when another does. */
export const follows = (signal: AbortSignal, parent: AbortSignal): void => void parents.set(signal, parent);

/** An error with the number of the last attempt, where it says how hard it was tried: others throttle by how often one asks. */
export const afterTries = (error: KirikaeError, tries: number): KirikaeError =>
  error.transient === 'throttled' && tries > 1 ? reworded(error, `${error.message}, try ${tries}`) : error;

/** Why a signal aborts, with the last real cause that was met under it. */
export function withCause(reason: KirikaeError, signal: AbortSignal): KirikaeError {
  const met = [...standing].findLast((each) => concerns(each.signal, signal));
  const plain = bare.get(reason) ?? reason;
  return met?.error ? because(plain, afterTries(met.error, met.tries)) : plain;
}

/** The same end with its real cause, unless it has one: "the time ran out" alone helps nobody. */
export function because(reason: KirikaeError, cause: KirikaeError): KirikaeError {
  if (bare.has(reason) || !SAY_NOTHING.includes(reason.code)) return reason;
  const hint = reason.code === 'DEADLINE' ? cause.hint : reason.hint;
  const told = reworded(reason, `${reason.message}: ${cause.message}`, { hint, cause });
  bare.set(told, reason);
  return told;
}

/** What is met under one signal concerns those below it and above it, and none beside it. */
const concerns = (a: AbortSignal, b: AbortSignal): boolean => lineOf(a).includes(b) || lineOf(b).includes(a);

function lineOf(signal: AbortSignal): AbortSignal[] {
  const parent = parents.get(signal);
  return [signal, ...(parent ? lineOf(parent) : [])];
}

/** The same error with another sentence. */
function reworded(
  { kind, code, hint, transient, ambiguous, requestId, cause }: KirikaeError,
  message: string,
  more: { hint?: string; cause?: unknown } = {},
): KirikaeError {
  const details = { code, hint, ambiguous, cause, ...(transient && { transient }), ...(requestId && { requestId }) };
  return new KirikaeError(kind, message, { ...details, ...more });
}
