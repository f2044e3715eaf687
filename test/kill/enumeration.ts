import { expect } from 'vitest';
import { type Command, pointsOf } from './commands.ts';
import { type Complain, mustBeClean, mustHold, otherNode, sameNode } from './follow-up.ts';
import { lateWrite } from './late-write.ts';
import { capture, changeable, digestOf, restore } from './left-behind.ts';
import { type Reached, runTo, type Strategy } from './slot.ts';
import { complainer, newStage, type Stage, steadily, type Tally } from './stage.ts';

/** How many cases are tried at the same time. What follows a kill waits (for a second look, for another run) more than it works. */
const STAGES = 8;

/**
 * Kills a command at every point. The points are learned from a run that is not killed, and from every run that is: one that was never
 * seen before is tried too. Of points at which the same is left behind (preload.mjs) the first is tried. What follows a kill depends on
 * nothing but what it left behind, so it is tried once for each such state: `followed` knows which have been.
 */
export async function killEverywhere(command: Command, strategy: Strategy, followed: Set<string>): Promise<Tally> {
  const tally: Tally = {
    killed: new Set(),
    same: new Map(),
    missed: [],
    states: 0,
    lateWrites: 0,
    repeats: 0,
    violations: [],
  };
  const first = await newStage(command, strategy);
  const queue = await unkilled(command, first, tally);
  const more = Math.min(STAGES, queue.length()) - 1;
  const stages = [first, ...(await Promise.all(Array.from({ length: more }, () => newStage(command, strategy))))];
  const work = async (stage: Stage) => {
    for (let point = queue.next(); point; point = queue.next())
      queue.learn(noted(await killAt(point, command, stage, tally, followed), tally));
  };
  await Promise.all(stages.map(work));
  if (command.writes === 'cloud') await lateWrites(command, stages, tally);
  return tally;
}

/** Notes which points were the same in a run; gives the others. */
function noted({ points, same }: Reached, tally: Tally): string[] {
  for (const [point, first] of same) tally.same.set(point, (tally.same.get(point) ?? new Set()).add(first));
  return points.filter((point) => !same.has(point));
}

/** The points that are still to be tried; each comes once. */
function newQueue() {
  const known = new Set<string>();
  const waiting: string[] = [];
  return {
    next: () => waiting.shift(),
    length: () => waiting.length,
    learn: (points: readonly string[]) => {
      waiting.push(...points.filter((point) => !known.has(point)));
      for (const point of points) known.add(point);
    },
  };
}

/** The case in which nothing is killed: the command does what it shall, and its points are learned. */
async function unkilled(command: Command, { slot, before, bystanders }: Stage, tally: Tally) {
  const queue = newQueue();
  await steadily(tally, complainer(tally, 'nowhere', 'at its end'), async (complain) => {
    await restore(slot, before);
    const run = await runTo(slot, command.args);
    queue.learn(noted(run, tally));
    const { ended } = run;
    if (ended.code !== 0 || ended.stderr !== '') complain(`it ended in ${ended.code}: ${ended.stderr}`);
    mustHold(slot, command.ends, complain);
    await mustBeClean(slot, bystanders, complain);
  });
  return queue;
}

/** One kill, and what follows it. */
async function killAt(
  point: string,
  command: Command,
  stage: Stage,
  tally: Tally,
  followed: Set<string>,
): Promise<Reached> {
  const { slot, before, bystanders } = stage;
  let reached: Reached = { points: [], same: new Map() };
  await steadily(tally, complainer(tally, point, 'at once'), async (complain) => {
    reached = await kill(point, command, stage, tally, complain);
    await mustBeClean(slot, bystanders, complain);
  });
  const left = await capture(slot);
  const untouched = changeable(left.world) === changeable(before.world);
  if (command.writes !== 'cloud' && !untouched) complainer(tally, point, 'at once')('the world was changed');
  const digest = digestOf(left);
  const follow = async (what: string, after: string, next: (complain: Complain) => Promise<void>) => {
    if (followed.has(`${what} ${digest}`)) return;
    followed.add(`${what} ${digest}`);
    if (what === command.name) tally.states += 1;
    await steadily(tally, complainer(tally, point, after), async (complain) => {
      await restore(slot, left);
      await next(complain);
      await mustBeClean(slot, bystanders, complain);
    });
  };
  await follow(command.name, 'then the same node', (complain) => sameNode(slot, command, complain));
  await follow('activate on the other node', 'then the other node', (complain) => otherNode(slot, complain));
  return reached;
}

/** The kill itself. A run that ends before it comes to the point is a case without a kill. */
async function kill(
  point: string,
  command: Command,
  { slot, before }: Stage,
  tally: Tally,
  complain: Complain,
): Promise<Reached> {
  await restore(slot, before);
  const reached = await runTo(slot, command.args, point);
  const { ended, points } = reached;
  if (command.writes === 'cloud') await answered(slot, points); // a dry run sends questions alone
  if (ended.signal === 'SIGKILL' && points.at(-1) === point) tally.killed.add(point);
  else if (ended.code === 0 && ended.stderr === '') tally.missed.push(point);
  else complain(`it ended in ${ended.signal ?? ended.code} by itself: ${ended.stderr}`);
  return reached;
}

/** Waits until what was on its way when the process died has taken effect. */
async function answered({ writes }: Stage['slot'], points: readonly string[]): Promise<void> {
  const sent = points.filter((point) => point.startsWith('sent ')).length;
  const open = () => writes().filter(({ status }) => status === 0).length;
  await expect.poll(() => writes().length >= sent && open() === 0, { timeout: 60_000, interval: 5 }).toBe(true);
}

/** For each write: it takes effect only after the next run, on either node. */
async function lateWrites(command: Command, stages: readonly Stage[], tally: Tally): Promise<void> {
  const cases = [...tally.killed]
    .filter((point) => point.startsWith('sent '))
    .flatMap((point) => (['same', 'other'] as const).map((node) => ({ point, node })));
  const work = async (stage: Stage) => {
    for (let next = cases.shift(); next; next = cases.shift())
      await landLate(next.point, next.node, command, stage, tally);
  };
  await Promise.all(stages.map(work));
}

async function landLate(point: string, next: 'same' | 'other', command: Command, stage: Stage, tally: Tally) {
  const complain = complainer(tally, `${point}, with a late effect`, `then the ${next} node`);
  await steadily(tally, complain, (told) => lateWrite(point, next, command, stage, told));
  tally.lateWrites += 1;
}

const withoutNumber = (point: string): string => point.replace(/ #\d+$/, '');

/** The points of a command: those at which it was killed, and those at which a kill leaves the same behind. */
export function triedIn({ killed, same }: Tally): Set<string> {
  const proved = [...same].filter(([, others]) => [...others].some((other) => killed.has(other)));
  return new Set([...killed, ...proved.map(([point]) => point)]);
}

/** The points that must be tried whatever else there is, and were not; and those of any run that were not. */
export function untried(command: Command, strategy: Strategy, tally: Tally): string[] {
  const tried = triedIn(tally);
  const names = new Set([...tried].map(withoutNumber));
  return [
    ...pointsOf(command, strategy).filter((point) => !names.has(point)),
    ...[...tally.same.keys()].filter((point) => !tried.has(point) && MUST_COME.test(point)),
  ];
}

/** How often a run looks depends on how long it lasts, so a point of a look may not come again. One of a write must. */
export const strayed = ({ missed }: Tally): string[] => missed.filter((point) => MUST_COME.test(point));

const MUST_COME = / (write|datasync|rename|rm) |ticket|sent|ssociateAddress|ChangeResource/;
