import { denied, unreachable } from '@kirikae/core';
import type { Trouble } from './harness.ts';

/** What ails a memory now. */
interface MemoryTrouble {
  readonly trouble: Trouble;
  /** Holds a request up before it is carried out, or throws in its place. */
  meet(action: string): Promise<void>;
  /** Whether the answer to a request that was carried out is lost. */
  isLost(action: string): boolean;
  /** Whether a look of this node shows what was; undefined where it shows what is. */
  past(node: string): Slots | undefined;
}

type Slots = ReadonlyMap<string, { readonly holder: string; readonly version: string }>;

type Fault = (action: string) => unknown;

/** A memory that is well until `trouble` says otherwise. */
export function createMemoryTrouble(slots: Slots): MemoryTrouble {
  const faults = new Set<Fault>();
  const losses = new Map<string, number>();
  const past = createPast(slots);
  const add = (fault: Fault) => {
    faults.add(fault);
    return () => void faults.delete(fault);
  };
  return {
    trouble: {
      silent: () => add(() => new Promise(() => {})),
      unreachable: () => add(() => refuse(unreachable('the memory cannot be reached', { transient: 'refused' }))),
      throttled: (action, times) => add(throttle(action, times)),
      denied: (action) => add((asked) => asked === action && refuse(denied(`the memory denies ${action}`))),
      lost: (action, times) => {
        losses.set(action, times);
        return () => void losses.delete(action);
      },
      stale: past.stale,
    },
    past: past.of,
    async meet(action) {
      for (const fault of [...faults]) await fault(action);
    },
    isLost(action) {
      const left = losses.get(action) ?? 0;
      losses.set(action, left - 1);
      return left > 0;
    },
  };
}

/** What looks show of the slots as they were. */
function createPast(slots: Slots) {
  const views = new Map<string, { readonly slots: Slots; left: number }>();
  return {
    stale(node: string, times: number) {
      views.set(node, { slots: new Map(slots), left: times });
      return () => void views.delete(node);
    },
    of(node: string): Slots | undefined {
      const view = views.get(node);
      return view && view.left-- > 0 ? view.slots : undefined;
    },
  };
}

function refuse(error: Error): never {
  throw error;
}

function throttle(action: string, times: number): Fault {
  let left = times;
  return (asked) => {
    if (asked === action && left-- > 0) throw unreachable(`${action} comes too often`, { transient: 'throttled' });
  };
}
