import type { Status } from '@kirikae/core';
import { sleepUntil } from '@kirikae/core/machinery';
import { readBack } from './read-back.ts';
import { look, type Work } from './work.ts';

/** How long after something happened, in ms, a look at a type whose reads may be stale is believed to show it. */
export const APART = 1_000;

/** A look, or what counts as one, and what it came after. */
export interface Look {
  /** When it began, as `performance.now()`. */
  readonly at: number;
  /** How many writes of the run had taken effect then. */
  readonly writes: number;
  readonly status: Status;
}

/** Takes a look, by default a plain one. */
export async function looked(work: Work, by: (work: Work) => Promise<Status> = look): Promise<Look> {
  const at = performance.now();
  const writes = work.door.latest().order;
  return { at, writes, status: await by(work) };
}

/** True if a look shows that nothing is left to do. */
export const isHere = ({ state, drift }: Status): boolean => state === 'active' && !drift;

/**
 * "It is here" that no version of this run's own proves: of a type whose reads may be stale it is believed when a second look, at least
 * 1 s later, agrees; gives that look. If this node's own way out has moved, a second witness counts as one.
 */
export async function believed(work: Work, found: Look): Promise<Look> {
  if (!isHere(found.status) || !work.member.type.staleReads) return found;
  await sleepUntil(found.at + APART, work.run.signal);
  return looked(work, () => readBack(work, found.status, undefined));
}
