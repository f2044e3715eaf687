import type { KirikaeError, Status } from '@kirikae/core';
import { beginTrial, paced, sleep, type Trial, toKirikaeError } from '@kirikae/core/machinery';
import { renewed } from './fresh.ts';
import type { Look } from './look.ts';
import { pauseAfter, retriesOf } from './read.ts';
import { claimed, readBack } from './read-back.ts';
import { believed, isHere, lookAgain } from './stale.ts';
import { isTaken, lostTo, verify } from './verify.ts';
import { looked, perform, type Work } from './work.ts';

/*
 * From "not here" to "here, and it is ours": the only place that repeats a write.
 *
 *   the look shows                               it means              so
 *   the version that our write returned          ours                  done
 *   the version from before our write            a stale read          look again, 100 ms … 2 s
 *   a third version                              the race is lost      confirm once, then 21; no second write
 *   after a lost response: active here           our write took effect done
 *   after a lost response: the old version       not yet, or never     look until 5 s have passed, then write again
 *
 * A success response is not ownership: of two nodes that write at the same time both get one, and the last has it.
 */

/** How long a request whose answer was lost may still take effect, in ms, before it is sent again. */
const SETTLING = 5_000;

/** Makes this node the holder and gives the look, or the proof, that shows it. Throws why it cannot. */
export async function attain(work: Work, seen: Look): Promise<Look> {
  const trial = beginTrial(work.run.signal);
  try {
    return await attempts(work, seen, trial);
  } finally {
    trial.over();
  }
}

async function attempts(work: Work, seen: Look, trial: Trial): Promise<Look> {
  for (let n = 0, basis = seen; ; n++) {
    const before = basis.status;
    const attempt = { basis, before, n, started: performance.now(), writes: work.writer.reports.length };
    try {
      work.basis = basis;
      await perform(work, () => work.member.resource.activate(work.run, before));
    } catch (thrown) {
      const error = toKirikaeError(thrown);
      if (error.transient || error.ambiguous) trial.failed(error);
      basis = await afterFailure(work, attempt, error);
      if (isHere(basis.status)) return basis;
      continue;
    }
    if (work.context.dryRun) return looked(work, async () => expected(work, before));
    return verify(work, before);
  }
}

/** One call of the plugin's `activate`: the look it had, its number from 0, when it began, and how many writes there were before it. */
interface Attempt {
  readonly basis: Look;
  readonly before: Status;
  readonly n: number;
  readonly started: number;
  readonly writes: number;
}

/** What a plan says will be. */
const expected = (work: Work, before: Status): Status =>
  work.writer.reports.length === 0 ? before : claimed(work, {}, 'planned');

/** After a write that failed: the next look to act on. Throws where trying again is not allowed or not of use. */
async function afterFailure(work: Work, attempt: Attempt, error: KirikaeError): Promise<Look> {
  const isUnknown = work.writer.reports.slice(attempt.writes).some(({ outcome }) => outcome === 'unknown');
  if (isUnknown && error.code !== 'DEFECT') return lookForEffect(work, attempt);
  if (error.code === 'LOOK_OLD') return believed(work, await renewed(work, attempt.basis));
  if (!error.transient) throw error;
  await pauseAfter(error, attempt.n, work.run.signal, retriesOf(work.member.name, work.context.tell));
  return believed(work, await looked(work));
}

/** After a lost response: looks until our write is seen, or can no longer be on its way. */
async function lookForEffect(work: Work, { before, started }: Attempt): Promise<Look> {
  for (let n = 0; ; n++) {
    const seen = await looked(work, () => readBack(work, before, undefined));
    const sure = isTaken(seen.status, before) ? await lookAgain(work, seen) : seen;
    if (isTaken(sure.status, before)) throw lostTo(sure.status);
    const found = await believed(work, sure);
    if (isHere(found.status)) return arrived(work, found);
    if (performance.now() - started > SETTLING) return found;
    await sleep(paced(n, 100, 1_000), work.run.signal);
  }
}

/** A write whose answer was lost took effect at some time before the look that shows it: what was proved earlier must be looked at again. */
function arrived({ writer }: Work, found: Look): Look {
  writer.arrived();
  return { ...found, writes: writer.own().order };
}
