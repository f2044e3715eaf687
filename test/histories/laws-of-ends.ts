import { STALE } from './history.ts';
import { ended, holds, type Law, tell } from './law.ts';
import type { Outcome, Played } from './play.ts';

/** 0 of an activate: at some moment between its last write (its start if it wrote nothing) and its end the world had everything here. */
export const doneIsTrue: Law = ({ played, cluster: { recorder } }) =>
  ended(played, 'activate')
    .filter(({ report }) => report.exitCode === 0)
    .filter((each) => {
      const writes = recorder.callsOf(each.report.runId).filter(({ write }) => write);
      const since = writes.at(-1)?.at ?? each.from;
      return !recorder.between(since, each.to).some((moment) => holds(moment, each));
    })
    .map((each) => `${tell(each)} says done, and at no moment after its last write all was there`);

/** What only reads never writes. */
export const readersNeverWrite: Law = ({ played, cluster: { recorder } }) =>
  (['monitor', 'status', 'rehearse'] as const)
    .flatMap((command) => ended(played, command))
    .filter(({ report }) => recorder.callsOf(report.runId).some(({ write }) => write))
    .map((each) => `${tell(each)} wrote`);

/** Every run ends before its deadline. */
export const endsInTime: Law = ({ played }) =>
  played
    .filter(({ report }) => report !== undefined)
    .filter(({ command, from, to, variant }) => to - from > (command === 'monitor' ? 8 : variant.timeout) * 1_000)
    .map((each) => `${tell(each)} took ${each.to - each.from} ms`);

/** True if a fault struck while it ran, or one that struck before still held its calls back. */
const disturbed = ({ faultsBefore, faultsAfter, report }: Played, { cluster: { recorder } }: Outcome): boolean =>
  faultsAfter > faultsBefore || recorder.callsOf(report?.runId ?? '').some(({ fault }) => fault !== null);
export const overlaps = (a: Played, b: Played): boolean => a !== b && a.first < b.last && b.first < a.last;

/** True if another command, of whatever node, may have had to do with how this one ended: it ran then, or was killed and its writes were late. */
const contended = (each: Played, { played, cluster: { recorder } }: Outcome): boolean =>
  played.some((other) => overlaps(each, other) && ['activate', 'deactivate'].includes(other.command)) ||
  recorder.between(each.from - STALE, each.to).length > 1;

/** True if an address that nobody else could take was seen here, and another part of the group was not: looks are not one moment. */
function isHalf(each: Played, { cluster: { recorder } }: Outcome): boolean {
  const moments = recorder.between(each.from - STALE, each.to);
  const [here, gone] = [
    moments.some(({ eip }) => eip === each.node.index),
    moments.some((moment) => !holds(moment, each)),
  ];
  return each.variant.takeover === 'if-free' && here && gone;
}

/** Every exit code is one of the table, and a bad one has its reason. */
export const everyEndHasItsReason: Law = (outcome) => {
  const { played } = outcome;
  const fine = (each: Played): boolean => {
    const code = each.report?.exitCode;
    if (code === undefined || code === 0) return true;
    if (code === 7) return each.command === 'monitor';
    if (code === 1) return each.command === 'monitor' && isHalf(each, outcome);
    if (code === 20) return disturbed(each, outcome) || contended(each, outcome);
    if (code === 21) return contended(each, outcome) || each.variant.takeover === 'if-free';
    return (code === 22 || code === 23) && disturbed(each, outcome);
  };
  return played.filter((each) => !fine(each)).map((each) => `${tell(each)} has no reason to end so`);
};

/** 20 of an activate that was not disturbed by another run says that it tried to its very end. */
export const neverGivesUpEarly: Law = ({ played }) =>
  ended(played, 'activate')
    .filter(({ report }) => report.exitCode === 20)
    .filter((each) => each.to - each.from < each.variant.timeout * 1_000 - PATIENCE)
    .map((each) => `${tell(each)} gave up after ${each.to - each.from} ms`);

/** What is left of a deadline when a run ends by it, in ms. */
const PATIENCE = 1_500;
