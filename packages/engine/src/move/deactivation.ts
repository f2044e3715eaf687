import type { KirikaeError, OnDeactivate, Reason, Status } from '@kirikae/core';
import { beginTrial, type Trial, toKirikaeError, wholePolicy } from '@kirikae/core/machinery';
import type { Share } from '../group/member.ts';
import { type ResourceReport, reportStatus, type StatusReport } from '../report/report.ts';
import type { Look } from './look.ts';
import { pauseAfter, retriesOf } from './read.ts';
import { lookAgain } from './stale.ts';
import { type Context, heldHere, look, looked, note, noteFailure, openWork, perform, type Work } from './work.ts';

/** How often a release is tried: a stop must not hang on a silent API. */
const ATTEMPTS = 2;

/**
 * Lets go of resources, the last activated first, each whatever became of the others. `recorded` says of which the state record
 * tells that this node has them, `finished` hears of each when it is over. Never throws: the reports tell, in the order of `members`.
 */
export async function deactivateAll(
  context: Context,
  members: readonly Share[],
  recorded: (member: Share) => boolean,
  finished: (work: Work) => void,
): Promise<ResourceReport[]> {
  const runs = new Map<Share, Promise<Work>>();
  const begin = async (member: Share): Promise<Work> => {
    await Promise.all(members.filter(({ after }) => after.includes(member.name)).map(start));
    const work = openWork(context, member);
    await deactivateOne(work, recorded(member));
    work.close();
    finished(work);
    return work;
  };
  const start = (member: Share): Promise<Work> => {
    const run = runs.get(member) ?? begin(member);
    runs.set(member, run);
    return run;
  };
  const works = await Promise.all(members.map(start));
  return works.map(({ report }) => report);
}

/** True if a resource stays where it is for this reason; no reason is a stop. */
export const keeps = (policy: OnDeactivate, reason: Reason | null): boolean =>
  policy === 'keep' || (policy === 'keep-when-moving' && reason !== null && reason !== 'stop');

async function deactivateOne(work: Work, recorded: boolean): Promise<void> {
  const { member, context, report } = work;
  if (keeps(member.onDeactivate, context.reason)) {
    report.outcome = 'kept';
    if (recorded) report.before = byRecord(work);
    return;
  }
  try {
    const seen = await believed(work, recorded);
    note(work, 'before', seen.status);
    const after = await release(work, seen);
    if (context.dryRun && report.writes.length > 0) return;
    note(work, 'after', after);
    report.outcome = report.writes.length > 0 ? 'done' : 'unchanged';
  } catch (error) {
    noteFailure(work, error);
  }
}

/** Where it is by this node's own record, which nobody has looked at. */
const byRecord = ({ run: { node }, context }: Work): StatusReport =>
  reportStatus({ state: 'active', holder: { id: node.id ?? node.name }, detail: 'not looked at' }, context.nodes);

/** "Not here" against this node's own record: what it has would be left behind as not its own. */
async function believed(work: Work, recorded: boolean): Promise<Look> {
  const seen = await looked(work);
  if (heldHere(seen.status) || !recorded || !wholePolicy(work.member.definition).staleReads) return seen;
  return lookAgain(work, seen);
}

/** Releases what is held here. A release that was answered needs no second look. */
async function release(work: Work, first: Look): Promise<Status> {
  const trial = beginTrial(work.run.signal);
  try {
    return await attempts(work, first, trial);
  } finally {
    trial.over();
  }
}

async function attempts(work: Work, first: Look, trial: Trial): Promise<Status> {
  const { resource } = work.member;
  for (let n = 0, seen = first.status; ; n++) {
    if (!heldHere(seen)) return seen;
    const held = seen;
    const writes = work.writer.reports.length;
    try {
      await perform(work, () => resource.deactivate(work.run, held));
      if (n > 0 || !work.writer.last()?.gone) return RELEASED;
      seen = await instead(work, first);
    } catch (thrown) {
      const error = toKirikaeError(thrown);
      trial.failed(error);
      seen = await afterFailure(work, error, n, writes);
    }
  }
}

const RELEASED: Status = { state: 'inactive', detail: 'released' };

/** What is there where the id that was seen is gone: nothing of ours, or what a later write of ours made, if the look was stale. */
async function instead(work: Work, gone: Look): Promise<Status> {
  try {
    return (await lookAgain(work, gone)).status;
  } catch {
    return RELEASED; // the id is gone, and more cannot be told
  }
}

/** After a release that failed: the next look to act on. Throws where trying again is not of use. */
async function afterFailure(work: Work, error: KirikaeError, n: number, writes: number): Promise<Status> {
  const write = work.writer.reports.slice(writes).at(-1);
  const unknown = write?.outcome === 'unknown' && error.code !== 'DEFECT';
  const again = unknown || error.transient === 'throttled' || (error.transient && n + 1 < ATTEMPTS);
  if (!again) throw error;
  await pauseAfter(error, n, work.run.signal, retriesOf(work.member.name, work.context.tell));
  const seen = await look(work);
  if (heldHere(seen) && unknown && n + 1 >= ATTEMPTS) throw error;
  return seen;
}
