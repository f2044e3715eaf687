import type { History } from './history.ts';
import { KIND_NAMES, kindsIn } from './kinds.ts';
import { TO_COME } from './laws.ts';
import type { Outcome } from './play.ts';

/** What a campaign of histories came to, so far or in all. */
export interface Tally {
  histories: number;
  commands: number;
  kills: number;
  /** How often each exit code was seen. */
  readonly exits: Record<string, number>;
  /** In how many histories each kind occurred. */
  readonly kinds: Record<string, number>;
  /** How often what the program cannot do yet was seen. */
  readonly gaps: Record<string, number>;
  /** The first violation with the history that shows it, made as small as possible; null if there is none. */
  violation: Violation | null;
}

/** A broken law, and how to see it again. */
export interface Violation {
  readonly seed: number;
  /** Null while it is being made small. */
  readonly path: string | null;
  readonly report: string;
  readonly history: History;
}

const zeros = (names: readonly string[]): Record<string, number> => Object.fromEntries(names.map((name) => [name, 0]));

export const emptyTally = (): Tally => ({
  histories: 0,
  commands: 0,
  kills: 0,
  exits: {},
  kinds: zeros(KIND_NAMES),
  gaps: zeros(Object.keys(TO_COME)),
  violation: null,
});

/** Counts one history. */
export async function count(outcome: Outcome, tally: Tally): Promise<void> {
  const { played } = outcome;
  tally.histories += 1;
  tally.commands += played.length;
  tally.kills += played.filter(({ report }) => report === undefined).length;
  for (const { report } of played) if (report) add(tally.exits, String(report.exitCode), 1);
  for (const kind of kindsIn(outcome)) add(tally.kinds, kind, 1);
  for (const [name, law] of Object.entries(TO_COME)) add(tally.gaps, name, (await law(outcome)).length);
}

function add(counts: Record<string, number>, name: string, times: number): void {
  counts[name] = (counts[name] ?? 0) + times;
}

/** Several tallies as one. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const all = emptyTally();
  for (const tally of tallies) {
    all.histories += tally.histories;
    all.commands += tally.commands;
    all.kills += tally.kills;
    for (const group of ['exits', 'kinds', 'gaps'] as const)
      for (const [name, times] of Object.entries(tally[group])) add(all[group], name, times);
    all.violation ??= tally.violation;
  }
  return all;
}

const list = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');

/** A tally in words. */
export const inWords = (tally: Tally): string =>
  [
    `${tally.histories} histories, ${tally.commands} commands (exits: ${list(tally.exits)}), ${tally.kills} kills`,
    `histories with ${list(tally.kinds)}`,
    `known gaps: ${list(tally.gaps)}`,
  ].join('\n');

/** How a deliberate defect was found: after how many histories, and by which laws; by none if it was not. */
export interface Find {
  readonly mutant: string;
  readonly histories: number;
  readonly laws: readonly string[];
}

/** What a worker tells: how far it is, or what became of one mutant. */
export type Message = { readonly tally: Tally } | { readonly find: Find };
