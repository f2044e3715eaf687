import { untilEnded } from '@kirikae/core/machinery';
import type { Share } from '../group/member.ts';
import type { ResourceReport } from '../report/report.ts';
import { attain } from './attain.ts';
import { barriersOf } from './barrier.ts';
import { confirmAll } from './confirm.ts';
import { renewed } from './fresh.ts';
import { isOld, type Look } from './look.ts';
import { momentOfWrite } from './moment.ts';
import { believed, isHere } from './stale.ts';
import { type Context, looked, note, noteFailure, openWork, perform, type Work } from './work.ts';

/**
 * Activates resources in the order of their `after`; independent ones at the same time. `finished` hears of each when it is over.
 * Never throws: the reports tell, in the order of `members`.
 */
export async function activateAll(
  context: Context,
  members: readonly Share[],
  finished: (work: Work) => void,
): Promise<ResourceReport[]> {
  const first = new Map(members.map((member) => [member, firstLook(context, member)]));
  const runs = new Map<Share, Promise<Work>>();
  const barriers = barriersOf(members);
  const begin = async (member: Share): Promise<Work> => {
    const before = await Promise.all(members.filter(({ name }) => member.after.includes(name)).map(start));
    const work = openWork(context, { ...member, timeout: timeOf(context, member, members) });
    work.barrier = barriers.get(member);
    await activateOne(work, first.get(member) as Promise<Look>, before);
    work.close();
    work.barrier?.written();
    finished(work);
    return work;
  };
  const start = (member: Share): Promise<Work> => {
    const run = runs.get(member) ?? begin(member);
    runs.set(member, run);
    return run;
  };
  const works = await Promise.all(members.map(start));
  await confirmAll(works);
  return works.map(({ report }) => report);
}

/** The time that the file gives a resource. One that may fail must leave half of what there is to those that wait for it. */
function timeOf(context: Context, { name, timeout, required }: Share, members: readonly Share[]): number | undefined {
  if (required || !members.some(({ after }) => after.includes(name))) return timeout;
  return Math.round(Math.min(timeout ?? Number.POSITIVE_INFINITY, context.deadline.remaining() / 2));
}

/** The look at the start, in the run's time: the resource's own begins with its turn, and then a failure is told. */
function firstLook(context: Context, member: Share): Promise<Look> {
  const work = openWork(context, { ...member, timeout: undefined });
  const first = looked(work).finally(() => work.close());
  first.catch(() => {});
  return first;
}

/** True if what comes after must not be tried: it failed and is required, or was not tried itself. */
function stopsRest({ tried, report: { required, error, outcome } }: Work): boolean {
  return !tried || (required && error !== null && outcome !== 'degraded');
}

async function activateOne(work: Work, first: Promise<Look>, before: readonly Work[]): Promise<void> {
  work.tried = !before.some(stopsRest);
  try {
    const found = await untilEnded(first, work.run.signal);
    note(work, 'before', found.status);
    if (work.tried) await move(work, await current(work, found, before));
  } catch (error) {
    if (work.tried) noteFailure(work, error);
  }
}

/** The look to act on: taken again if a predecessor wrote or it is old. */
async function current(work: Work, found: Look, before: readonly Work[]): Promise<Look> {
  const wrote = before.some((other) => other.report.writes.length > 0);
  const again = !work.context.dryRun && (wrote || isOld(work.context.heartbeat, found));
  return again ? renewed(work, found) : found;
}

async function move(work: Work, found: Look): Promise<void> {
  const seen = await believed(work, found);
  note(work, 'before', seen.status);
  if (!isHere(seen.status)) await momentOfWrite(work);
  const proof = isHere(seen.status) ? seen : await attain(work, seen);
  note(work, 'after', proof.status);
  if (isHere(seen.status)) work.report.outcome = 'unchanged';
  else if (work.context.dryRun) return;
  else work.report.outcome = 'done';
  work.proof = proof;
  if (proof !== seen) await perform(work, async () => work.member.resource.settle?.(work.run));
}
