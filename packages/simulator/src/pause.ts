import { setTimeout } from 'node:timers/promises';

/** The longest time, in ms, that a timer of Node.js can be set to; a longer one would end at once. */
const longest = 2 ** 31 - 1;

/** Waits `ms` milliseconds, `Infinity` included; `closed` when the signal aborted first. */
export async function pause(ms: number, signal: AbortSignal): Promise<'passed' | 'closed'> {
  try {
    for (let left = ms; left > 0; left -= longest) await setTimeout(Math.min(left, longest), undefined, { signal });
    return signal.aborted ? 'closed' : 'passed';
  } catch {
    return 'closed';
  }
}
