import type { Call } from '@kirikae/simulator';
import type { Variant } from './cluster.ts';
import type { Outcome, Played } from './play.ts';
import type { Moment } from './recorder.ts';

/*
 * The reference model: what must be true of every history, judged by what happened to the world itself. Each law gives a sentence for each
 * time it is broken.
 */

/** A sentence for each time that it is broken. */
export type Law = (outcome: Outcome) => string[] | Promise<string[]>;

/** What a file may have in use. */
export type Resource = 'eip' | 'dns';

/** The resources that a file has in use. */
export const inUse = ({ resources }: Variant): Resource[] =>
  resources === 'eip' || resources === 'dns' ? [resources] : ['eip', 'dns'];

/** True if a node had all that its file has in use. */
export const holds = (moment: Moment, { node, variant }: Played): boolean =>
  inUse(variant).every((resource) => moment[resource] === node.index);

/** One command in words. */
export const tell = ({ command, node, from, report }: Played): string =>
  `${command} on ${node.name} (run ${report?.runId}, from ${from}, exit ${report?.exitCode}, ${report?.error?.code})`;

/** The runs of a command that came to their end. */
export const ended = (played: readonly Played[], command: Played['command']) =>
  played.filter((each) => each.command === command && each.report !== undefined) as (Played & {
    readonly report: NonNullable<Played['report']>;
  })[];

/** The run that sent a call. */
export const runIdOf = ({ userAgent }: Call): string => /run\/(\w+)/.exec(userAgent)?.[1] ?? '';
