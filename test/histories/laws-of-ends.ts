import {
  allowed,
  behind,
  type Ended,
  ended,
  has,
  holderIn,
  holds,
  inUse,
  type Law,
  overlaps,
  required,
  slept,
  tell,
  writesOf,
} from './law.ts';
import type { Outcome } from './play.ts';
import { isStandby, type Played } from './run.ts';
import { isOwnersAlone, RESOURCES } from './variant.ts';

/** What only reads never writes, and a start that the manager did not mean does nothing at all. */
export const readersNeverWrite: Law = ({ played, cluster: { recorder } }) =>
  played
    .filter(({ report }) => report !== undefined)
    .filter((each) => isStandby(each) || ['monitor', 'status', 'rehearse'].includes(each.command))
    .filter((each) => {
      const calls = recorder.callsOf(each.report?.runId ?? '');
      return isStandby(each) ? calls.length > 0 || each.told?.exitCode !== 0 : calls.some(({ write }) => write);
    })
    .map((each) => `${tell(each)} wrote`);

/** Every run ends before its deadline; one that was suspended past it at once when it goes on. */
export const endsInTime: Law = ({ played }) =>
  played
    .filter(({ report }) => report !== undefined)
    .filter((each) => each.to - each.from > Math.max(allowed(each), wokeAt(each) - each.from) + logTime(each))
    .map((each) => `${tell(each)} took ${each.to - each.from} ms`);

/** What may still be on its way to a slow disk, then the state record and the end of the run in the journal: half a second each, and the run itself. */
const WAKING = 1_700;
const wokeAt = ({ process, from }: Played): number =>
  Math.max(from, ...process.sleeps.map(({ to }) => (Number.isFinite(to) ? to + WAKING : from)));

/** The line in a manager's log comes after the run. */
const logTime = ({ manager }: Played): number => (manager ? 800 : 0);

/** True if a fault struck while it ran, or one that struck before still held its calls back, or its own machine failed it. */
const disturbed = (each: Played, { cluster: { recorder } }: Outcome): boolean =>
  each.faultsAfter > each.faultsBefore ||
  each.process.spoiled > 0 ||
  slept(each) > 0 ||
  each.interrupted <= each.to ||
  recorder.callsOf(each.report?.runId ?? '').some(({ fault }) => fault !== null);

/** True if another command, of whatever node, may have had to do with how this one ended: it ran then, or was killed and its writes were late. */
const contended = (each: Played, outcome: Outcome): boolean =>
  outcome.played.some((other) => overlaps(each, other) && ['activate', 'deactivate'].includes(other.command)) ||
  isMoved(each, outcome);

/** True if something went to another node then, or was taken from this one, and not by this run. */
function isMoved(each: Played, outcome: Outcome): boolean {
  const moments = outcome.cluster.recorder.between(each.from - behind(each, outcome), each.to);
  const own = each.node.index;
  return moments.some((moment, index) => {
    const before = moments[index - 1] ?? moment;
    return RESOURCES.some((resource) => {
      const [was, is] = [holderIn(before, each, resource), holderIn(moment, each, resource)];
      return was !== is && is !== own && (is !== null || (was === own && each.command !== 'deactivate'));
    });
  });
}

/** True if a request of another node took effect then, however long ago it was sent: it takes the same again, as another version. */
function isTakenAgain(each: Played, outcome: Outcome): boolean {
  const [, ...later] = outcome.cluster.recorder.between(each.from, each.to);
  const own = each.node.index;
  return later.some((moment) => RESOURCES.some((resource) => ![null, own].includes(holderIn(moment, each, resource))));
}

/** True if something that nobody else could take was seen here, and another part of the group was not: looks are not one moment. */
function isHalf(each: Played, outcome: Outcome): boolean {
  const moments = outcome.cluster.recorder.between(each.from - behind(each, outcome), each.to);
  const stuck = inUse(each.variant).some(
    (resource) => isOwnersAlone(each.variant, resource) && moments.some((moment) => has(moment, each, resource)),
  );
  return stuck && moments.some((moment) => !holds(moment, each, required(each.variant)));
}

/** True if a program of `exec` is the reason, or another node took what this run had found and never got a version for. */
function isProgramsEnd(each: Played, outcome: Outcome): boolean {
  const code = each.report?.error?.code ?? '';
  if (code === 'NOT_ATTAINED') return contended(each, outcome);
  return code.startsWith('EXEC_') && disturbed(each, outcome);
}

const mayBeRefused = ({ variant }: Played): boolean =>
  inUse(variant).some((resource) => isOwnersAlone(variant, resource) && resource !== 'program');

/** Every exit code is one of the table, and a bad one has its reason. */
export const everyEndHasItsReason: Law = (outcome) => {
  const fine = (each: Played): boolean => {
    const code = each.report?.exitCode;
    if (code === undefined || code === 0) return true;
    if (code === 7) return each.command === 'monitor';
    if (code === 1) return each.command === 'monitor' ? isHalf(each, outcome) : isProgramsEnd(each, outcome);
    if (code === 20) return disturbed(each, outcome) || contended(each, outcome);
    if (code === 21) return contended(each, outcome) || isTakenAgain(each, outcome) || mayBeRefused(each);
    if (code === 23 && (contended(each, outcome) || mayBeRefused(each))) return true;
    return (code === 22 || code === 23) && disturbed(each, outcome);
  };
  return outcome.played.filter((each) => !fine(each)).map((each) => `${tell(each)} has no reason to end so`);
};

/** 20 of an activate that was not disturbed by another run says that it tried to its very end. */
export const neverGivesUpEarly: Law = ({ played }) =>
  ended(played, 'activate')
    .filter(({ report }) => report.exitCode === 20)
    .filter((each) => each.interrupted > each.to)
    .filter((each) => each.to - each.from < allowed(each) - PATIENCE)
    .filter(({ report }) => !report.error?.code.startsWith('EXEC_STATUS_NOT'))
    .map((each) => `${tell(each)} gave up after ${each.to - each.from} ms`);

/** What is left of a deadline when a run ends by it, in ms. */
const PATIENCE = 1_500;

/** True if nobody had the address before a run's last write, nor in the end: that is no version, so a look cannot tell the one from the other. */
function isFreeAgain(each: Ended, outcome: Outcome): boolean {
  const { recorder } = outcome.cluster;
  const sent = writesOf(each.report.runId, outcome).at(-1)?.at ?? each.from;
  return recorder.between(sent, sent)[0]?.eip === null && recorder.between(each.to, each.to).at(-1)?.eip === null;
}

/** STALE_READ of an address says that looks showed the state before the write: a third version that is no stale read is a lost race. */
export const staleIsSaidOfStaleReads: Law = (outcome) =>
  ended(outcome.played, 'activate')
    .filter(({ report }) =>
      report.resources.some(({ type, error }) => type === 'aws/eip' && error?.code === 'STALE_READ'),
    )
    .filter((each) => behind(each, outcome) === 0 && !isFreeAgain(each, outcome))
    .map((each) => `${tell(each)} takes a lost race for stale reads`);
