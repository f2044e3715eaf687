import type { Status } from '@kirikae/core';
import { sleepUntil, wholePolicy } from '@kirikae/core/machinery';
import type { Look } from './look.ts';
import { readBack } from './read-back.ts';
import { looked, type Work } from './work.ts';

/*
 * A look may be stale: it may show the world as it was some time ago. One rule for all of it: a look that says otherwise than what this
 * run knows is believed when a second one, at least `STALE` ms after it began, says the same.
 *
 *   what the look says                            what speaks against it
 *   active, nothing to do                         this run has not written (types whose reads may be stale)
 *   not here                                      this node's own record (the same types)
 *   a third version, or another holder            this run's own write, which was answered
 *   gone, where a write of this run was proved    that proof
 */

/** How long after something happened, in ms, a look is believed to show it. */
export const STALE = 1_000;

/** True if a look shows that nothing is left to do. */
export const isHere = ({ state, drift }: Status): boolean => state === 'active' && !drift;

/** The second look after one that is not believed. */
export async function lookAgain(work: Work, first: Look, by?: (work: Work) => Promise<Status>): Promise<Look> {
  await sleepUntil(first.at.monotonic + STALE, work.run.signal);
  return looked(work, by);
}

/** "It is here" that no write of this run's own proves. If this node's own way out has moved, a local sign counts as a look. */
export async function believed(work: Work, found: Look): Promise<Look> {
  if (!isHere(found.status) || !wholePolicy(work.member.definition).staleReads) return found;
  return lookAgain(work, found, () => readBack(work, found.status, undefined));
}
