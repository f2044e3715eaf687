import { setTimeout as delay } from 'node:timers/promises';
import type { Attempt } from './descriptor.ts';

/** How long, in ms, to wait when nobody has made room: longer each time. */
const PAUSES = { first: 2, longest: 50 } as const;
/** How often, in ms, to look whether all has left. */
const STEP = 20;

/** Where words leave the process, one after the other, without holding it. Two descriptors of one file share one outlet, or their words would overtake each other. */
export interface Outlet {
  /** Hands bytes over, to be written by this attempt. What cannot be written is lost. Never throws. */
  put(bytes: Uint8Array, attempt: Attempt): void;
  /** True while something has not left yet. */
  isBusy(): boolean;
  /** Resolves when all has left, or after `ms`, or when for `patience` ms nobody has taken anything. */
  emptied(ms: number, patience: number): Promise<void>;
}

export function createOutlet(): Outlet {
  let waiting = 0;
  let moved = 0;
  let last = Promise.resolve();
  const writeAll = async (bytes: Uint8Array, attempt: Attempt): Promise<void> => {
    for (let at = 0, pause: number = PAUSES.first; at < bytes.length; ) {
      const written = await attempt(bytes.subarray(at)).catch(refusal);
      if (written === 'lost') return;
      if (written === 'full') await delay(pause);
      pause = written === 'full' ? Math.min(2 * pause, PAUSES.longest) : PAUSES.first;
      if (written === 'full') continue;
      at += written;
      moved = performance.now();
    }
  };
  return {
    put(bytes, attempt) {
      waiting += 1;
      last = last
        .then(() => writeAll(bytes, attempt))
        .finally(() => {
          waiting -= 1;
        });
    },
    isBusy: () => waiting > 0,
    async emptied(ms, patience) {
      const began = performance.now();
      while (waiting > 0) {
        const now = performance.now();
        if (now - began >= ms || now - Math.max(began, moved) >= patience) return;
        await Promise.race([last, delay(STEP)]);
      }
    },
  };
}

/** A full disk, a reader or a terminal that is gone: lost. No room: another time. */
const refusal = (error: unknown): 'full' | 'lost' =>
  (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 'full' : 'lost';
