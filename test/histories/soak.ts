import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Plan } from './campaign.ts';
import { MUTANTS } from './mutants.ts';
import { emptyTally, type Find, inWords, type Message, sumOf, type Tally, type Violation } from './tally.ts';

/*
 * Plays histories on all cores, tells every now and then how far it is, and sums up; ends in 1 if a law was broken. Stopped (SIGINT,
 * SIGTERM) it tells what it has come to so far, and ends in 130.
 *
 *   node soak.ts --histories 100000 --seed 7         that many, drawn from that seed
 *   node soak.ts --seed 7 --path 12:3:0              one again, as the report of a violation names it
 *   node soak.ts --mutant 'skip the verification'    with a deliberate defect, which must be found
 *   node soak.ts --mutants                           with each of them in turn
 *   node soak.ts --replace 'if (!ahead)' --by 'if (true)'   with a defect of your own in the built program
 */

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    path: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    every: { type: 'string', default: '60' },
    mutant: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    replace: { type: 'string' },
    by: { type: 'string', default: '' },
  },
});
const [histories, seed, every] = [values.histories, values.seed, values.every].map(Number) as [number, number, number];
const defect = defectOf(values);
const workers = values.path || defect ? 1 : Number(values.workers);

const WORKER = new URL('worker.ts', import.meta.url);

/** What a history makes is short-lived: with room for it, an eighth of the processor's time is not spent on clearing up after it. */
const ROOM = '--max-semi-space-size=64';

/** How far apart the seeds of two shares are, so that none is another's. */
const SPREAD = 104_729;

function defectOf({ mutant, replace, by }: typeof values): Plan['defect'] {
  if (replace !== undefined) return { edits: [[replace, by]] };
  if (mutant === undefined || MUTANTS[mutant]) return MUTANTS[mutant ?? ''];
  throw new Error(`there is no mutant ${mutant}; there are: ${Object.keys(MUTANTS).join(', ')}`);
}

interface Share {
  tally: Tally;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

const began = performance.now();
const seconds = (): number => Math.round((performance.now() - began) / 1_000);

/** Shares the histories out, each share with a seed of its own, and sums up. */
async function lead(): Promise<number> {
  const shares = Array.from({ length: workers }, (_, index) => share(index));
  const sum = () => sumOf(shares.map(({ tally }) => tally));
  const progress = setInterval(() => console.log(`so far: ${stateOf(sum())}`), every * 1_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      for (const { child } of shares) child.kill('SIGKILL');
      console.log(`stopped by ${signal}: ${stateOf(sum())}`);
      process.exit(130);
    });
  await Promise.all(shares.map(({ ended }) => ended));
  clearInterval(progress);
  if (values.mutants) return missed > 0 ? 1 : 0;
  console.log(stateOf(sum()));
  return sum().violation ? 1 : 0;
}

const stateOf = (tally: Tally): string =>
  `${inWords(tally)}\n${tally.violation ? 1 : 0} violations, seed ${seed}, ${seconds()} s`;

function share(index: number): Share {
  const own = (seed + index * SPREAD) % 2 ** 31;
  const plan = { count: Math.ceil(histories / workers), seed: own, path: values.path, defect };
  const task = values.mutants ? { share: index, of: workers, seed } : plan;
  const child = fork(WORKER, [JSON.stringify(task)], { env: environment(), execArgv: [ROOM] });
  const made: Share = { tally: emptyTally(), child, ended: once(child, 'exit').then(([code]) => judge(made, code)) };
  child.on('message', (message: Message) => {
    if ('find' in message) return tellFind(message.find);
    const { violation } = message.tally;
    if (violation && violation.path !== made.tally.violation?.path) tell(violation);
    made.tally = message.tally;
  });
  return made;
}

function judge(_: Share, code: number | null): void {
  if (code !== 0) throw new Error(`a worker ended in ${code}`);
}

function tell({ history, report, seed: own, path }: Violation): void {
  console.log(`${JSON.stringify(history)}\n${report}`);
  const again = `again: npm run test:soak -- --seed ${own} --path ${path}${values.mutant ? ` --mutant '${values.mutant}'` : ''}`;
  console.log(path === null ? `a violation, seed ${own}; it is being made small` : again);
}

let missed = 0;
function tellFind({ mutant, histories: played, laws }: Find): void {
  if (laws.length === 0) missed += 1;
  console.log(`${mutant}: ${laws.length > 0 ? `found by ${laws.join(', ')}` : 'not found'} in history ${played}`);
}

/** What this machine has for AWS must not get into the histories. */
const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));

process.exitCode = await lead();
