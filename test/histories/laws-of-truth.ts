import type { Variant } from './cluster.ts';
import { STALE } from './history.ts';
import { ended, holds, inUse, type Law, type Resource, tell } from './law.ts';
import { overlaps } from './laws-of-ends.ts';
import type { Played } from './play.ts';
import type { Moment } from './recorder.ts';

/**
 * The last activate or deactivate that ended on a node before a command of it began; null if one was killed since or runs beside it. An
 * activate that never got to its resources (a silent metadata service, a lock in the way) has changed nothing and does not count.
 */
function knownOf(each: Played, played: readonly Played[]): Played | undefined | null {
  const counts = ({ command, report }: Played) =>
    command === 'deactivate' || (command === 'activate' && report?.resources.length !== 0);
  const own = played.filter((other) => other.node === each.node && counts(other) && other.first < each.last);
  if (own.some((other) => other.report === undefined || overlaps(other, each))) return null;
  return own.sort((a, b) => a.last - b.last).at(-1);
}

const active = (known: Played | undefined, { boot }: Played): boolean =>
  known?.command === 'activate' && known.boot === boot && [0, 23].includes(known.report?.exitCode ?? 1);

/** A monitor's 0 is true or tolerated by right; its 7 never calls a healthy service dead. */
export const monitorIsRight: Law = ({ played, cluster: { recorder } }) =>
  ended(played, 'monitor').flatMap((each) => {
    const { report } = each;
    const seen = recorder.between(each.from - STALE, each.to);
    const ever = inUse(each.variant).every((resource) => seen.some((moment) => moment[resource] === each.node.index));
    const always = recorder.between(each.from, each.to).every((moment) => holds(moment, each)); // one stale answer is no reason
    const known = knownOf(each, played);
    if (report.exitCode === 0 && !report.tolerated && !ever) return [`${tell(each)} says here, and it never was`];
    if (known === null) return [];
    const isActive = active(known, each);
    if (report.exitCode === 0 && report.tolerated && !isActive)
      return [`${tell(each)} tolerates without an activation`];
    if (report.exitCode === 7 && isActive && always && known?.variant === each.variant)
      return [`${tell(each)} calls a healthy service dead`];
    return [];
  });

/** What a deactivation has to let go of: what the file has in use, and what this node has activated by earlier files. */
function owed(each: Played, played: readonly Played[]): Resource[] {
  const earlier = played.filter(
    ({ node, command, last }) => node === each.node && command === 'activate' && last < each.first,
  );
  const stopped = played.findLast(
    ({ node, command, last, report }) =>
      node === each.node && command === 'deactivate' && last < each.first && report?.outcome === 'done',
  );
  const since = earlier.filter(({ first }) => first > (stopped?.last ?? 0));
  const variants = [...since.map(({ variant }) => variant), each.variant];
  return (['eip', 'dns'] as const).filter((resource) => {
    const said = variants.findLast((variant) => inUse(variant).includes(resource));
    return said && (policyOf(resource, said) === 'release' || each.reason !== 'move');
  });
}

const policyOf = (resource: Resource, { takeover, onDeactivate }: Variant): Variant['onDeactivate'] =>
  resource === 'eip' && takeover === 'if-free' ? 'release' : onDeactivate;

/** 0 of a deactivate that was not tolerated: at some moment of the run this node held nothing that it was to let go of. */
export const letGoIsTrue: Law = ({ played, cluster: { recorder } }) =>
  ended(played, 'deactivate')
    .filter(({ report }) => report.exitCode === 0 && !report.tolerated)
    .filter((each) => {
      const free = (moment: Moment) => owed(each, played).every((resource) => moment[resource] !== each.node.index);
      return !recorder.between(each.from - STALE, each.to).some(free);
    })
    .map((each) => `${tell(each)} says done, and this node still had it`);

/** After all faults end, one more activate converges, and everybody says so. */
export const converges: Law = ({ last, asked, cluster: { recorder } }) => {
  const { report, variant } = last;
  const now = recorder.now();
  const refused = variant.takeover === 'if-free' && inUse(variant).includes('eip') && report?.exitCode === 21;
  if (refused) return now.eip === null || now.eip === last.node.index ? [`${tell(last)} refuses what is free`] : [];
  if (report?.exitCode !== 0) return [`${tell(last)} after all faults had ended`];
  const wrong = asked.filter((each) => each.report?.exitCode !== (each.node === last.node ? 0 : 7));
  return wrong.map((each) => `${tell(each)} after ${last.node.name} had taken over`);
};
