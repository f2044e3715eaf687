import { campaign, type Plan, prepare } from './campaign.ts';
import { MUTANTS, type Mutant } from './mutants.ts';
import { emptyTally, type Find, type Message, type Tally } from './tally.ts';

/** One share of a soak, in a process of its own: a plan, or every so-many-th mutant. */
type Task = Plan | { readonly share: number; readonly of: number; readonly seed: number };

/** How many histories a defect may take to be found. */
const PATIENCE = 300;

const task: Task = JSON.parse(process.argv[2] ?? '');
const tell = (message: Message): Promise<void> =>
  new Promise((resolve) => void process.send?.(message, undefined, {}, () => resolve()));
/** Real time, also while time is virtual. */
const { hrtime } = process;

/** Plays a plan, and tells every second or so how far it is. */
async function play(plan: Plan): Promise<void> {
  let told = hrtime.bigint();
  const tally: Tally = new Proxy(emptyTally(), {
    set(target, name, value) {
      const isSet = Reflect.set(target, name, value);
      const now = hrtime.bigint();
      if (name === 'violation' || (name === 'histories' && now - told > 1_000_000_000n)) {
        told = now;
        void tell({ tally: target });
      }
      return isSet;
    },
  });
  await tell({ tally: { ...(await campaign(plan, tally)) } });
}

async function find(mutant: string, defect: Mutant, seed: number): Promise<Find> {
  const { histories, violation } = await campaign({ count: PATIENCE, seed, defect });
  const laws = (violation?.report ?? '').split('\n').flatMap((line) => /^(\w+): /.exec(line)?.[1] ?? []);
  return { mutant, histories, laws: [...new Set(laws)] };
}

await prepare();
if ('count' in task) await play(task);
else
  for (const [index, [name, mutant]] of Object.entries(MUTANTS).entries())
    if (index % task.of === task.share) await tell({ find: await find(name, mutant, task.seed) });
process.exit(0);
