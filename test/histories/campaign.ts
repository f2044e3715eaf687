import fc from 'fast-check';
import { HISTORIES } from './draw.ts';
import { type Engine, loadEngine } from './engine.ts';
import type { History } from './history.ts';
import { boot } from './kernel.ts';
import { LAWS } from './laws.ts';
import type { Mutant } from './mutants.ts';
import { type Outcome, play } from './play.ts';
import { plain } from './steps.ts';
import { count, emptyTally, type Tally } from './tally.ts';

/** Played before all others and not judged: modules are loaded on the way, and that takes real time. */
const FIRST: History = {
  nodes: 2,
  variant: {
    resources: ['eip', 'dns', 'route', 'private', 'program'],
    apart: false,
    optional: null,
    records: 1,
    takeover: 'always',
    onDeactivate: 'release',
    whenUnknown: 'ok',
    timeout: 25,
  },
  steps: [plain({ do: 'deactivate', node: 0 })],
  chosen: 0,
  move: 0,
  seed: 0,
};

/** Makes everything ready for histories. Once a process. */
export async function prepare(): Promise<void> {
  await boot();
  await play(await loadEngine(), FIRST, async () => {});
}

/** What is played: how many histories drawn from which seed, or the one at `path`; with a deliberate defect the first find will do. */
export interface Plan {
  readonly count: number;
  readonly seed: number;
  readonly path?: string | undefined;
  readonly defect?: Pick<Mutant, 'edits' | 'shownBy'> | undefined;
}

/** Plays histories and judges each by all laws. `tally` grows as they are played. */
export async function campaign({ count, seed, path, defect }: Plan, tally: Tally = emptyTally()): Promise<Tally> {
  const engine = await loadEngine(defect?.edits);
  const histories = HISTORIES[defect?.shownBy ?? 'all'];
  const property = fc.asyncProperty(histories, (given) => played(engine, given, seed, tally));
  const given = { seed, numRuns: count, endOnFailure: defect !== undefined, ...(path && { path }) };
  const result = await fc.check(property, given);
  const [found] = result.counterexample ?? [];
  if (result.failed && found) {
    const report = String((result.errorInstance as Error | undefined)?.message);
    tally.violation = { seed, path: result.counterexamplePath ?? '', report, history: found };
  }
  return tally;
}

/** What breaks a law is told as it was found; while it is made smaller nothing is counted. */
const played = (engine: Engine, given: History, seed: number, tally: Tally): Promise<void> =>
  play(engine, given, async (outcome) => {
    if (!tally.violation) await count(outcome, tally);
    const { broken, chronicle } = await judgeAll(outcome);
    if (broken.length === 0) return;
    const report = [...broken, ...chronicle].join('\n');
    tally.violation ??= { seed, path: null, report, history: given };
    throw new Error(report);
  });

/** Judges by all laws: a line for each time that one is broken, and what happened. */
export async function judgeAll(outcome: Outcome): Promise<{ broken: string[]; chronicle: string[] }> {
  const broken: string[] = [];
  for (const [name, law] of Object.entries(LAWS))
    broken.push(...(await law(outcome)).map((sentence) => `${name}: ${sentence}`));
  return { broken, chronicle: broken.length > 0 ? chronicleOf(outcome) : [] };
}

/** What happened, in its order, for whoever has to find out why. */
function chronicleOf({ played, cluster: { simulator, recorder, service } }: Outcome): string[] {
  const start = played[0]?.from ?? 0;
  const lines = [
    ...played.map(({ from, to, command, node, report, process, interrupted }) => ({
      at: from,
      text: [
        `${node.name} ${command} until ${to - start}: ${report?.exitCode ?? 'killed'} ${report?.error?.code ?? ''}`,
        ...process.sleeps.map((sleep) => `slept from ${sleep.from - start} to ${sleep.to - start}`),
        ...(Number.isFinite(interrupted) ? [`interrupted at ${interrupted - start}`] : []),
        ...(process.spoiled > 0 ? [`${process.spoiled} file operations spoiled`] : []),
        ...(report?.warnings.map(({ code }) => code) ?? []),
        ...(report?.resources.map(
          (each) => `${each.name}: ${'outcome' in each ? each.outcome : each.state} ${each.error?.code ?? ''}`,
        ) ?? []),
      ].join('; '),
    })),
    ...recorder.moments.map(({ at, ...held }) => ({ at, text: `world: ${JSON.stringify(held)}` })),
    ...service.runs.map(({ at, node, verb }) => ({ at, text: `  ${node} program ${verb}` })),
    ...simulator.calls
      .filter(({ service: name }) => name !== 'imds')
      .map(({ at, caller, action, status, error, fault }) => ({
        at,
        text: `  ${caller} ${action} ${status} ${error ?? ''} ${fault ?? ''}`,
      })),
  ];
  return lines.sort((a, b) => a.at - b.at).map(({ at, text }) => `${String(at - start).padStart(7)} ${text}`);
}
