import {
  behind,
  type Ended,
  ended,
  has,
  holds,
  inUse,
  type Law,
  overlaps,
  remembers,
  required,
  SECOND_LOOK,
  tell,
  writesOf,
} from './law.ts';
import { MOVES } from './memory.ts';
import type { Outcome } from './play.ts';
import { isStandby, type Played } from './run.ts';
import { isOwnersAlone, policyOf, type Resource } from './variant.ts';

/**
 * 0 of an activate: at some moment between its last write (its start if it wrote nothing) and its end the world had everything here. What
 * a read shows that is stale for longer than a second look takes was so of each resource by itself, and as long ago as the read was stale.
 */
export const doneIsTrue: Law = (outcome) =>
  ended(outcome.played, 'activate')
    .filter(({ report }) => report.exitCode === 0)
    .filter((each) => !wasHere(each, outcome, inUse(each.variant)))
    .map((each) => `${tell(each)} says done, and at no moment after its last write all was there`);

/** 23 of an activate: the same of what is required; of what was answered and could not be read back, since its own write. */
export const degradedIsTrue: Law = (outcome) =>
  ended(outcome.played, 'activate')
    .filter(({ report }) => report.exitCode === 23)
    .filter((each) => {
      const [unread, read] = [true, false].map((is) =>
        required(each.variant).filter((resource) => isUnread(each, resource) === is),
      ) as [Resource[], Resource[]];
      return !(wasHere(each, outcome, read) && unread.every((resource) => wasWritten(each, outcome, resource)));
    })
    .map((each) => `${tell(each)} says degraded, and at no moment after its last write all that is required was there`);

const isUnread = ({ report }: Ended, resource: Resource): boolean =>
  report.resources.some(({ name, error }) => name === resource && error?.code === 'READ_BACK');

/** True if a resource was here at some moment after its own last write. */
function wasWritten(each: Ended, outcome: Outcome, resource: Resource): boolean {
  const sent = writesOf(each.report.runId, outcome).filter(({ action }) => MOVES[action] === resource);
  const moments = outcome.cluster.recorder.between(sent.at(-1)?.at ?? each.to, each.to);
  return moments.some((moment) => has(moment, each, resource));
}

/**
 * A private address is listed some time after the answer to its write. What was proved before it was listed may have been lost by then, so
 * that the group was never here at one moment: the engine does not look at it again, and this is counted as a known gap (`TO_COME`).
 */
export const doneAtOnce: Law = (outcome) =>
  ended(outcome.played, 'activate')
    .filter((each) => each.report.exitCode === 0 && arrivesLate(each, outcome))
    .filter((each) => !wasHere(each, outcome, inUse(each.variant), true))
    .map((each) => `${tell(each)} says done, and all was there, but at no moment all at once`);

const arrivesLate = ({ variant }: Played, { history }: Outcome): boolean =>
  history.move > 0 && inUse(variant).includes('private');

function wasHere(each: Ended, outcome: Outcome, resources: readonly Resource[], atOnce = false): boolean {
  const { recorder, service } = outcome.cluster;
  const programs = service.runs.filter(
    ({ node, verb, at }) => verb === 'activate' && node === each.node.name && at <= each.to,
  );
  const sent = [...writesOf(each.report.runId, outcome), ...programs].map(({ at }) => at);
  const since = Math.max(each.from, ...sent);
  const late = behind(each, outcome);
  const isKnown = late <= SECOND_LOOK;
  if (isKnown && (atOnce || !arrivesLate(each, outcome)))
    return recorder.between(since, each.to).some((moment) => holds(moment, each, resources));
  const moments = recorder.between(isKnown ? since : each.from - late, each.to);
  return resources.every((resource) => moments.some((moment) => has(moment, each, resource)));
}

/**
 * The last activate or deactivate that ended on a node before a command of it began; null if that cannot be told: one was killed since, or
 * runs beside it, or the state directory did not keep it. An activate that never got to its resources (a silent metadata service, a lock in
 * the way) has changed nothing and does not count.
 */
function knownOf(each: Played, played: readonly Played[]): Played | undefined | null {
  const counts = (other: Played) =>
    !isStandby(other) &&
    (other.command === 'deactivate' || (other.command === 'activate' && other.report?.resources.length !== 0));
  const own = played.filter(
    (other) => other !== each && other.node === each.node && counts(other) && other.first < each.last,
  );
  if (!remembers(each) || own.some((other) => other.report === undefined || overlaps(other, each))) return null;
  const last = own.sort((a, b) => a.last - b.last).at(-1);
  return own.every(remembers) ? last : null;
}

const active = (known: Played | undefined, { boot }: Played): boolean =>
  known?.command === 'activate' && known.boot === boot && [0, 23].includes(known.report?.exitCode ?? 1);

/** How long, in ms, a monitor looks again at what contradicts its node's record. */
const AGAIN = 3_000;

/** A monitor's 0 is true or tolerated by right; its 7 never calls a healthy service dead. */
export const monitorIsRight: Law = (outcome) =>
  ended(outcome.played, 'monitor').flatMap((each) => {
    const { report } = each;
    const { recorder } = outcome.cluster;
    const late = behind(each, outcome);
    const seen = recorder.between(each.from - late, each.to);
    const ever = required(each.variant).every((resource) => seen.some((moment) => has(moment, each, resource)));
    const always = recorder
      .between(each.from - Math.max(0, late - AGAIN), each.to) // one stale answer is no reason
      .every((moment) => holds(moment, each));
    const known = knownOf(each, outcome.played);
    if (report.exitCode === 0 && !report.tolerated && !ever) return [`${tell(each)} says here, and it never was`];
    if (known === null) return [];
    const isActive = active(known, each);
    if (report.exitCode === 0 && report.tolerated && !isActive)
      return [`${tell(each)} tolerates without an activation`];
    if (report.exitCode === 7 && isActive && always && known?.variant === each.variant)
      return [`${tell(each)} calls a healthy service dead`];
    return [];
  });

/**
 * What a deactivation has to let go of: what the file has in use, and what this node has activated by earlier files, if it
 * could note that: one that was killed before it sent anything has nothing to note.
 */
function owed(each: Played, { played, cluster: { simulator } }: Outcome): Resource[] {
  const own = played.filter(({ node, last }) => node === each.node && last < each.first);
  const stopped = own.findLast(({ command, report }) => command === 'deactivate' && report?.outcome === 'done');
  const since = own.filter((other) => other.command === 'activate' && other.first > (stopped?.last ?? 0));
  const isSent = ({ report, variant: { resources }, from, to }: Played) =>
    report !== undefined ||
    resources.includes('program') ||
    simulator.calls.some(({ write, caller, at }) => write && caller === each.node.name && at >= from && at <= to);
  const noted = [...own, each].every(remembers) ? since.filter((other) => !isStandby(other) && isSent(other)) : [];
  const variants = [...noted.map(({ variant }) => variant), each.variant];
  const resources = new Set(variants.flatMap(inUse));
  return [...resources].filter((resource) => {
    const said = variants.findLast((variant) => inUse(variant).includes(resource));
    const policy = said ? policyOf(said, resource) : 'keep';
    return policy === 'release' || (policy === 'keep-when-moving' && each.reason !== 'move');
  });
}

const frees = (
  each: Played,
  resources: readonly Resource[],
  { cluster: { recorder } }: Outcome,
  from: number,
): boolean =>
  recorder.between(from, each.to).some((moment) => resources.every((resource) => !hasAny(moment, each, resource)));

/** True if a node had any of it, whatever its file says by now. */
const hasAny = (moment: Parameters<typeof has>[0], { node }: Played, resource: Resource): boolean =>
  moment[resource] === node.index || (resource === 'dns' && moment.record === node.index);

/**
 * 0 of a deactivate that was not tolerated: at some moment of the run this node held nothing that it was to let go of. A read that is stale
 * may show that of as long ago; where the record says that this node has it, only one that is stale for longer than a second look takes.
 */
export const letGoIsTrue: Law = (outcome) =>
  ended(outcome.played, 'deactivate')
    .filter(({ report }) => report.exitCode === 0 && !report.tolerated)
    .filter((each) => {
      const late = behind(each, outcome);
      const known = knownOf(each, outcome.played);
      const doubts = known && active(known, each) && known.report?.exitCode === 0 && known.variant === each.variant;
      const back = doubts && late <= SECOND_LOOK ? 0 : late;
      return !frees(each, owed(each, outcome), outcome, each.from - back);
    })
    .map((each) => `${tell(each)} says done, and this node still had it`);

/** A stop ends in 0 only if what this node still has can be taken by another, or a later run has overtaken it. */
export const stopsAreHonest: Law = (outcome) =>
  ended(outcome.played, 'deactivate')
    .filter(({ report }) => report.exitCode === 0 && report.error?.code !== 'OVERTAKEN')
    .filter(({ report }) => !report.resources.some(({ error }) => error?.code === 'OVERTAKEN'))
    .filter((each) => {
      const alone = inUse(each.variant).filter((resource) => isOwnersAlone(each.variant, resource));
      return !frees(each, alone, outcome, each.from - behind(each, outcome));
    })
    .map((each) => `${tell(each)} says 0, and this node still had what no other can take`);

/** After all faults end, one more activate converges, and everybody says so. */
export const converges: Law = ({ last, asked, cluster: { recorder } }) => {
  const { report, variant } = last;
  const now = recorder.now();
  const alone = inUse(variant).filter((resource) => isOwnersAlone(variant, resource) && resource !== 'program');
  const held = alone.filter((resource) => now[resource] !== null && now[resource] !== last.node.index);
  if (report?.exitCode === 21) {
    const must = held.filter((resource) => required(variant).includes(resource));
    return must.length > 0 ? [] : [`${tell(last)} refuses what is free`];
  }
  const isDone = report?.exitCode === 0 || (report?.exitCode === 23 && held.length > 0);
  if (!isDone) return [`${tell(last)} after all faults had ended`];
  const wrong = asked.filter((each) => {
    const keeps = held.some((resource) => now[resource] === each.node.index);
    const fine = each.node === last.node ? [0] : keeps ? [7, 1] : [7];
    return !fine.includes(each.report?.exitCode ?? -1);
  });
  return wrong.map((each) => `${tell(each)} after ${last.node.name} had taken over`);
};
