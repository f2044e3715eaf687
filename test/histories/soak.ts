import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Tally, Violation } from './campaign.ts';

/*
 * Plays histories on all cores and prints one summary line; ends in 1 if a law was broken.
 *
 *   node soak.ts --histories 100000 --seed 7         that many, drawn from that seed
 *   node soak.ts --seed 7 --path 12:3:0              one again, as the report of a violation names it
 *   node soak.ts --mutant 'skip the verification'    with a deliberate defect, which must be found
 */

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    path: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    mutant: { type: 'string' },
    worker: { type: 'boolean', default: false },
  },
});
const [histories, seed, workers] = [values.histories, values.seed, values.path ? '1' : values.workers].map(Number) as [
  number,
  number,
  number,
];

/** How far apart the seeds of two shares are, so that none is another's. */
const SPREAD = 104_729;

/** Shares the histories out, each share with a seed of its own, and sums up. */
async function lead(): Promise<number> {
  const began = performance.now();
  const shares = Array.from({ length: workers }, (_, index) =>
    share(Math.ceil(histories / workers), (seed + index * SPREAD) % 2 ** 31),
  );
  const tallies = await Promise.all(shares);
  const violations = tallies.filter(({ violation }) => violation).length;
  console.log(`${summary(tallies)}, ${violations} violations, seed ${seed}, ${seconds(began)} s`);
  return violations > 0 ? 1 : 0;
}

const seconds = (began: number): number => Math.round((performance.now() - began) / 1_000);

async function share(count: number, own: number): Promise<Tally> {
  const path = values.path ? ['--path', values.path] : [];
  const mutant = values.mutant ? ['--mutant', values.mutant] : [];
  const args = ['--worker', '--histories', String(count), '--seed', String(own), ...path, ...mutant];
  const child = fork(import.meta.filename, args, { env: environment() });
  const told = once(child, 'message');
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a worker ended in ${code} without a result`);
  });
  const tally: Tally = await Promise.race([told.then(([made]) => made), ended]);
  if (tally.violation) tell(tally.violation);
  return tally;
}

function tell({ history, report, seed: own, path }: Violation): void {
  console.log(`${JSON.stringify(history, null, 2)}\n${report}`);
  console.log(`again: npm run test:soak -- --seed ${own} --path ${path}`);
}

/** What this machine has for AWS must not get into the histories. */
const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));

function summary(tallies: readonly Tally[]): string {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const list = (of: (tally: Tally) => Record<string, number>) => {
    const all: Record<string, number> = {};
    for (const tally of tallies)
      for (const [name, times] of Object.entries(of(tally))) all[name] = (all[name] ?? 0) + times;
    return Object.entries(all)
      .map(([name, times]) => `${name} ${times}`)
      .join(', ');
  };
  const counted = `${sum((t) => t.histories)} histories, ${sum((t) => t.commands)} commands (exits: ${list((t) => t.exits)})`;
  return `${counted}, faults injected: ${list((t) => t.faults)}, ${sum((t) => t.kills)} kills`;
}

if (values.worker) {
  if (values.mutant) (await import('./mutants.ts')).plant(values.mutant);
  const { campaign } = await import('./campaign.ts');
  process.send?.(await campaign(histories, seed, values), () => process.exit(0));
} else process.exitCode = await lead();
