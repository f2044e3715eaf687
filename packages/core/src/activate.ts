import { attain } from './attain.ts';
import type { Member } from './member.ts';
import type { ResourceReport } from './report.ts';
import type { Status } from './resource.ts';
import { sleep } from './wait.ts';
import { type Crew, look, note, noteFailure, openWork, perform, type Work } from './work.ts';

/** A look older than this, in ms, is taken again before acting on it. */
const FRESH = 2_000;
/** How far apart, in ms, two looks must be before "active, nothing to do" is believed of a type whose reads may be stale. */
const APART = 1_000;

interface Look {
  readonly at: number;
  readonly status: Status;
}

/**
 * Activates resources in the order of their `after`; independent ones at the same time. `finished` hears of each when it is over.
 * Never throws: the reports tell, in the order of `members`.
 */
export async function activateAll(
  crew: Crew,
  members: readonly Member[],
  finished: (work: Work) => void,
): Promise<ResourceReport[]> {
  const first = new Map(members.map((member) => [member, firstLook(crew, member)]));
  const runs = new Map<Member, Promise<Work>>();
  const turn = async (member: Member): Promise<Work> => {
    const before = await Promise.all(members.filter(({ name }) => member.after.includes(name)).map(start));
    const work = openWork(crew, member);
    await activateOne(work, first.get(member) as Promise<Look>, before);
    work.close();
    finished(work);
    return work;
  };
  const start = (member: Member): Promise<Work> => {
    const run = runs.get(member) ?? turn(member);
    runs.set(member, run);
    return run;
  };
  const works = await Promise.all(members.map(start));
  return works.map(({ report }) => report);
}

/** The look at the start. Its failure is told when the resource's turn comes. */
function firstLook(crew: Crew, member: Member): Promise<Look> {
  const work = openWork(crew, member);
  const first = looked(work).finally(() => work.close());
  first.catch(() => {});
  return first;
}

async function looked(work: Work): Promise<Look> {
  const status = await look(work);
  return { at: performance.now(), status };
}

/** True if what comes after must not be tried: it failed and is required, or was not tried itself. */
function stopsRest({ tried, report: { required, error, outcome } }: Work): boolean {
  return !tried || (required && error !== null && outcome !== 'degraded');
}

async function activateOne(work: Work, first: Promise<Look>, before: readonly Work[]): Promise<void> {
  work.tried = !before.some(stopsRest);
  try {
    const found = await first;
    note(work, 'before', found.status);
    if (work.tried) await move(work, await current(work, found, before));
  } catch (error) {
    if (work.tried) noteFailure(work, error);
  }
}

/** The look to act on: taken again if a predecessor wrote or it is old. */
async function current(work: Work, found: Look, before: readonly Work[]): Promise<Look> {
  const wrote = before.some((other) => other.report.writes.length > 0);
  const again = !work.crew.dryRun && (wrote || performance.now() - found.at > FRESH);
  return again ? looked(work) : found;
}

async function move(work: Work, found: Look): Promise<void> {
  const seen = await believed(work, found);
  note(work, 'before', seen);
  if (seen.state === 'active' && !seen.drift) {
    note(work, 'after', seen);
    work.report.outcome = 'unchanged';
    return;
  }
  note(work, 'after', await attain(work, seen));
  if (work.crew.dryRun) return;
  work.report.outcome = 'done';
  await perform(work, async () => work.member.resource.settle?.(work.run));
}

/** "Active, nothing to do" of a type whose reads may be stale is believed when a second look agrees. */
async function believed(work: Work, { at, status }: Look): Promise<Status> {
  if (status.state !== 'active' || status.drift || !work.member.type.staleReads) return status;
  await sleep(Math.max(0, at + APART - performance.now()), work.run.signal);
  return look(work);
}
