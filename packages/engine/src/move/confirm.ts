import type { Status } from '@kirikae/core';
import { sleepUntil, wholePolicy } from '@kirikae/core/machinery';
import type { Effect } from './gate.ts';
import type { Look } from './look.ts';
import { readBack } from './read-back.ts';
import { lookAgain, STALE } from './stale.ts';
import { lostTo } from './verify.ts';
import { looked, note, noteFailure, openWork, type Work } from './work.ts';

/**
 * "Done" says that at one moment after the run's last write all of it was here. What was proved before that write is therefore looked
 * at once more after it: it may have been taken while the others were moved. A resource that is alone costs nothing.
 */
export async function confirmAll(works: readonly Work[]): Promise<void> {
  const latest = works
    .map(({ writer }) => writer.own())
    .reduce((a, b) => (a.order > b.order ? a : b), { order: 0, at: 0 });
  await Promise.all(works.map((work) => work.proof && !isProved(work, work.proof, latest) && confirm(work, latest)));
}

/** True if the proof shows the resource after the last write: its own write was that, or its look cannot be older. */
function isProved({ member, writer }: Work, { at, writes }: Look, latest: Effect): boolean {
  if (latest.order === 0 || writer.own().order === latest.order) return true;
  return writes >= latest.order && (!wholePolicy(member.definition).staleReads || at.monotonic >= latest.at + STALE);
}

async function confirm(earlier: Work, latest: Effect): Promise<void> {
  const work = openWork(earlier.context, { ...earlier.member, timeout: undefined });
  const { signal } = work.run;
  try {
    if (wholePolicy(earlier.member.definition).staleReads) await sleepUntil(latest.at + STALE, signal);
    const { status } = earlier.proof as Look;
    const found = await looked(work, () => readBack(work, status, earlier.writer.last()));
    note(earlier, 'after', isLeft(found.status) ? await refuted(work, found) : found.status);
  } catch (error) {
    noteFailure(earlier, error);
  } finally {
    work.close();
  }
}

const isLeft = ({ state }: Status): boolean => state !== 'active';

/** A look that shows it gone may be stale, by its type. Throws if it cannot be, or if a second one shows the same: also what came back since was lost. */
async function refuted(work: Work, gone: Look): Promise<Status> {
  if (!wholePolicy(work.member.definition).staleReads) throw lostTo(gone.status);
  const { status: found } = await lookAgain(work, gone);
  if (isLeft(found)) throw lostTo(found);
  return found;
}
