import fc from 'fast-check';
import { HISTORIES, type History } from './history.ts';
import { LAWS } from './laws.ts';
import { boot } from './machine.ts';
import { MUTANTS } from './mutants.ts';
import { type Outcome, play } from './play.ts';

/** What a campaign of histories came to. */
export interface Tally {
  histories: number;
  commands: number;
  kills: number;
  /** How often each exit code was seen. */
  readonly exits: Record<string, number>;
  /** Faults injected, by kind. */
  readonly faults: Record<string, number>;
  /** The first violation with the history that shows it, made as small as possible; null if there is none. */
  violation: Violation | null;
}

/** A broken law, and how to see it again. */
export interface Violation {
  readonly seed: number;
  readonly path: string;
  readonly report: string;
  readonly history: History;
}

/** Played before all others and not judged: modules are loaded on the way, and that takes real time. */
const FIRST: History = {
  nodes: 2,
  variant: { resources: 'both', takeover: 'always', onDeactivate: 'release', whenUnknown: 'ok', timeout: 25 },
  steps: [{ do: 'deactivate', node: 0, reason: null, killAt: 0, pause: null }],
  chosen: 0,
  seed: 0,
};

/** Plays `count` histories drawn from a seed, or the one at `path`, and judges each by all laws. With a `mutant` the first find will do. */
export async function campaign(
  count: number,
  seed: number,
  { path, mutant }: { path?: string | undefined; mutant?: string | undefined } = {},
): Promise<Tally> {
  await boot();
  await play(FIRST, async () => {});
  const tally: Tally = { histories: 0, commands: 0, kills: 0, exits: {}, faults: {}, violation: null };
  const property = fc.asyncProperty(HISTORIES[MUTANTS[mutant ?? '']?.shownBy ?? 'all'], (given) =>
    play(given, (outcome) => judge(outcome, tally)),
  );
  const result = await fc.check(property, {
    seed,
    numRuns: count,
    endOnFailure: mutant !== undefined,
    ...(path && { path }),
  });
  const [found] = result.counterexample ?? [];
  if (result.failed && found)
    tally.violation = {
      seed,
      path: result.counterexamplePath ?? '',
      report: String((result.errorInstance as Error | undefined)?.message),
      history: found,
    };
  return tally;
}

async function judge(outcome: Outcome, tally: Tally): Promise<void> {
  count(outcome, tally);
  const broken: string[] = [];
  for (const [name, law] of Object.entries(LAWS))
    broken.push(...(await law(outcome)).map((sentence) => `${name}: ${sentence}`));
  if (broken.length > 0) throw new Error([...broken, ...chronicle(outcome)].join('\n'));
}

function count({ played, cluster: { simulator } }: Outcome, tally: Tally): void {
  tally.histories += 1;
  tally.commands += played.length;
  tally.kills += played.filter(({ report }) => report === undefined).length;
  for (const { report } of played) if (report) add(tally.exits, String(report.exitCode), 1);
  for (const [kind, times] of Object.entries(simulator.faults.injected)) add(tally.faults, kind, times);
}

/** Adds to one count of several. */
export function add(counts: Record<string, number>, name: string, times: number): void {
  counts[name] = (counts[name] ?? 0) + times;
}

/** What happened, in its order, for whoever has to find out why. */
function chronicle({ played, cluster: { simulator, recorder } }: Outcome): string[] {
  const start = played[0]?.from ?? 0;
  const lines = [
    ...played.map(({ from, to, command, node, report }) => ({
      at: from,
      text: `${node.name} ${command} until ${to - start}: ${report?.exitCode ?? 'killed'} ${report?.error?.code ?? ''}`,
    })),
    ...recorder.moments.map(({ at, eip, dns }) => ({ at, text: `world: eip ${eip}, dns ${dns}` })),
    ...simulator.calls
      .filter(({ service }) => service !== 'imds')
      .map(({ at, caller, action, status, error, fault }) => ({
        at,
        text: `  ${caller} ${action} ${status} ${error ?? ''} ${fault ?? ''}`,
      })),
  ];
  return lines.sort((a, b) => a.at - b.at).map(({ at, text }) => `${String(at - start).padStart(7)} ${text}`);
}
