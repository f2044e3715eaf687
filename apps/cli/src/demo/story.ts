import { setTimeout } from 'node:timers/promises';
import type { SimulatedNode, Simulator } from '@kirikae/simulator';
import { addFaults, type Fault, injected } from './faults.ts';
import { changeStrategy, resourcesOf, type Script } from './script.ts';
import type { Stage } from './stage.ts';
import type { Truth } from './truth.ts';
import { holders } from './world.ts';

/** Everything the story needs. */
export interface Play {
  readonly simulator: Simulator;
  readonly script: Script;
  readonly stage: Stage;
  readonly truth: Truth;
  readonly nodes: readonly [SimulatedNode, SimulatedNode];
}

/** Tells the story, under faults if there are any; then the faults end, and the group must come to the second node. */
export async function tellAll(play: Play, faults: readonly Fault[], state: { isFaulty: boolean }): Promise<void> {
  const { simulator, stage } = play;
  addFaults(simulator, faults);
  try {
    await tellStory(play);
    if (faults.length === 0) return stage.say('\nAll was as told.');
    simulator.faults.clear();
    state.isFaulty = false;
    await convergeWithoutFaults(play);
    stage.say('\nEvery step that ended in 0 was true.');
  } finally {
    if (faults.length > 0) stage.say(injected(simulator));
  }
}

/** Tells a fail-over under each strategy of the file. Throws as soon as something is not as told. */
async function tellStory(play: Play): Promise<void> {
  const { script, stage, nodes } = play;
  const [one, two] = nodes;
  stage.say(
    `Two nodes, ${one.name} (${one.instanceId}) and ${two.name} (${two.instanceId}), and a simulated AWS on ${play.simulator.url}.`,
  );
  if (script.removed.length > 0)
    stage.say(
      `The demo plays a copy of the file without ${script.removed.join(', ')}: those lead out of the simulated AWS.`,
    );
  await Promise.all(nodes.map((node) => stage.boot(node)));
  for (const [index, strategy] of script.strategies.entries()) {
    if (index > 0 && strategy) await change(play, strategy, index * 5);
    await failOver(play, strategy, index * 5);
  }
}

/** How long, in ms, a request that is under way when the faults end is waited for. */
const LATEST = 15_000;

/** After a story under faults: without them, one more activate must bring the group to the second node, whatever was before. */
async function convergeWithoutFaults({ simulator, script, stage, truth, nodes }: Play): Promise<void> {
  const [one, two] = nodes;
  stage.say(`\nThe faults end. Whatever they left behind, one more start must bring the group to ${two.name}.`);
  await Promise.race([simulator.idle(), setTimeout(LATEST, undefined, { ref: false })]);
  const resources = await resourcesOf(script, script.strategies.at(-1));
  if (!resources.every(({ takeable }) => takeable)) await stage.play(one, ['deactivate', script.group], 0);
  await stage.play(two, ['activate', script.group], 0);
  stage.expect(`${two.name} has everything`, truth.holds(two));
}

/** An operator changes the way: stops the group, edits one word in the file. */
async function change({ script, stage, nodes: [, two] }: Play, strategy: string, step: number): Promise<void> {
  stage.say(`\n${step}. An operator stops the group on ${two.name} and writes strategy: ${strategy} into the file.`);
  await stage.play(two, ['deactivate', script.group], 0);
  await changeStrategy(script, strategy);
}

async function failOver(play: Play, strategy: string | undefined, step: number): Promise<void> {
  const { script, stage, truth, simulator, nodes } = play;
  const { group } = script;
  await truth.use(strategy);
  const [first, second] = nodes;
  const resources = await resourcesOf(script, strategy);
  const types = [...new Set(resources.map(({ type }) => type))].join(' and ');
  const heading = (number: number, text: string) => stage.say(`\n${step + number}. ${text}`);

  heading(1, `The cluster manager starts the group ${group} on ${first.name} (${types}).`);
  await stage.play(first, ['activate', group], 0);
  await stage.play(first, ['monitor', group], 0);

  heading(2, `${first.name} loses its power. Nobody says good-bye; AWS does not know.`);
  const before = holders(simulator, nodes).join();
  await stage.crash(first);
  stage.show('now');
  stage.expect(`everything stays with the dead ${first.name}`, holders(simulator, nodes).join() === before);

  heading(3, `The cluster manager starts the group on ${second.name}: the same start script, the same command.`);
  if (!resources.every(({ takeable }) => takeable)) await letGoByHand(play, group);
  await stage.play(second, ['activate', group], 0);
  await stage.play(second, ['monitor', group], 0);
  const taken = holders(simulator, nodes).join();
  stage.expect(`${second.name} takes everything over`, taken !== before);

  heading(4, `${first.name} comes back, and its stop script runs. It must not take anything from ${second.name}.`);
  if (!stage.runs(first)) await stage.boot(first);
  await stage.play(first, ['deactivate', group], 0);
  await stage.play(first, ['monitor', group], 7);
  stage.expect(`nothing is taken from ${second.name}`, holders(simulator, nodes).join() === taken);
}

/** With `takeover: if-free` a person decides: the start is refused, until the other node's stop script has run. */
async function letGoByHand({ stage, nodes: [first, second] }: Play, group: string): Promise<void> {
  stage.say(
    '  The file says takeover: if-free. A crashed node frees nothing, so this is refused until a person decides.',
  );
  await stage.play(second, ['activate', group], 21);
  await stage.boot(first);
  await stage.play(first, ['deactivate', group], 0);
}
