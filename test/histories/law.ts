import type { Call } from '@kirikae/simulator';
import { MOVES } from './memory.ts';
import type { Outcome } from './play.ts';
import type { Moment } from './recorder.ts';
import { isStandby, type Played } from './run.ts';
import { isRequired, type Resource, type Variant } from './variant.ts';

/*
 * The reference model: what must be true of every history, judged by what happened to the world itself. Each law gives a sentence for each
 * time it is broken.
 */

/** A sentence for each time that it is broken. */
export type Law = (outcome: Outcome) => string[] | Promise<string[]>;

/** The resources that a file has in use, and those of them that are required. */
export const inUse = ({ resources }: Variant): readonly Resource[] => resources;
export const required = (variant: Variant): readonly Resource[] =>
  variant.resources.filter((resource) => isRequired(variant, resource));

/** Who had a resource, as its file describes it: the index of the node; null: nobody, or not all of it was at one. */
export const holderIn = (moment: Moment, { variant }: Played, resource: Resource): number | null =>
  moment[resource === 'dns' && variant.records === 1 ? 'record' : resource];

/** True if a node had a resource. */
export const has = (moment: Moment, each: Played, resource: Resource): boolean =>
  holderIn(moment, each, resource) === each.node.index;

/** True if a node had all that its file has in use. */
export const holds = (moment: Moment, each: Played, resources = inUse(each.variant)): boolean =>
  resources.every((resource) => has(moment, each, resource));

/** One command in words. */
export const tell = ({ command, node, from, report, told }: Played): string =>
  `${command} on ${node.name} (run ${report?.runId}, from ${from}, exit ${report?.exitCode}, ${report?.error?.code}${told?.exitCode === report?.exitCode ? '' : `, told ${told?.exitCode}`})`;

/** A command that came to its end. */
export type Ended = Played & {
  readonly report: NonNullable<Played['report']>;
  readonly told: NonNullable<Played['told']>;
};

/** The runs of a command that came to their end; not the starts that the manager did not mean. */
export const ended = (played: readonly Played[], command: Played['command']): Ended[] =>
  played.filter((each) => each.command === command && each.report !== undefined && !isStandby(each)) as Ended[];

/** The run that sent a call. */
export const runIdOf = ({ userAgent }: Call): string => /run\/(\w+)/.exec(userAgent)?.[1] ?? '';

/** A signature that was refused because of the clock: no write came of it, and it is signed anew with the time that AWS told. */
export const isUnsigned = ({ status, fault }: Call): boolean => fault === 'skew' && status >= 400;

/** The writes to AWS of one run. */
export const writesOf = (runId: string, { cluster: { recorder } }: Outcome): Call[] =>
  recorder.callsOf(runId).filter((call) => call.write && call.action in MOVES && !isUnsigned(call));

export const overlaps = (a: Played, b: Played): boolean => a !== b && a.first < b.last && b.first < a.last;

/** How far, in ms, what a run was told may have been behind the truth: as far as the stalest rule, if a read of it was stale. */
export function behind({ report }: Played, { cluster: { recorder }, history }: Outcome): number {
  const isStale = recorder.callsOf(report?.runId ?? '').some(({ fault }) => fault === 'stale');
  if (!isStale) return 0;
  const rules = history.steps.flatMap((step) =>
    step.do === 'fault' && step.rule.kind === 'stale' ? [step.rule.ms] : [],
  );
  return Math.max(0, ...rules);
}

/** How long, in ms, after something happened a second look of a run shows it for certain. */
export const SECOND_LOOK = 1_000;

/** True if the state directory of its node did all that a run asked of it. */
export const remembers = ({ process }: Played): boolean => process.spoiled === 0;

/** For how long, in ms, a run was suspended. */
export const slept = ({ process, to }: Played): number =>
  process.sleeps.reduce((sum, { from, to: until }) => sum + Math.min(until, to) - from, 0);

/** How long, in ms, a run may take. */
export function allowed({ command, variant, manager }: Played): number {
  const own = (command === 'monitor' || command === 'status' ? 8 : variant.timeout) * 1_000;
  return manager?.name === 'pacemaker' ? Math.min(own, limitOf(manager.allowed)) : own;
}

/** What Pacemaker keeps for itself of what it allows. */
const limitOf = (ms: number): number => Math.max(ms - 3_000, ms / 2);
