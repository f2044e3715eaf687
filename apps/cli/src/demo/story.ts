import { setTimeout } from 'node:timers/promises';
import type { SimulatedNode, Simulator } from '@kirikae/simulator';
import { storyPageOf } from '../screen/page.ts';
import { show } from '../screen/show.ts';
import { sentence } from '../screen/wrap.ts';
import { addFaults, type Fault, injected } from './faults.ts';
import { changeStrategy, resourcesOf, type Script } from './script.ts';
import type { Stage } from './stage.ts';
import type { Truth } from './truth.ts';
import { holdings } from './world.ts';

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
    if (faults.length === 0) return;
    simulator.faults.clear();
    state.isFaulty = false;
    await convergeWithoutFaults(play);
    stage.say('Every step that ended in 0 was true.');
  } finally {
    if (faults.length > 0) show('stdout', ['', ...sentence(injected(simulator), storyPageOf('stdout'))]);
  }
}

/** Tells a fail-over under each strategy of the file. Throws as soon as something is not as told. */
async function tellStory(play: Play): Promise<void> {
  const { script, stage, nodes } = play;
  const [one, two] = nodes;
  const page = storyPageOf('stdout');
  const told = [`Two nodes, ${one.name} and ${two.name}, and a simulated AWS on ${play.simulator.url}.`];
  if (script.removed.length > 0)
    told.push(`A copy of the file is played, without ${script.removed.join(', ')}, which lead out of it.`);
  show(
    'stdout',
    told.flatMap((text) => sentence(text, page)),
  );
  await Promise.all(nodes.map((node) => stage.boot(node)));
  for (const [index, strategy] of script.strategies.entries()) {
    if (index > 0 && strategy) await change(play, strategy);
    await failOver(play, strategy);
  }
}

/** How long, in ms, a request that is under way when the faults end is waited for. */
const LATEST = 15_000;

/** After a story under faults: without them, one more activate must bring the group to the second node, whatever was before. */
async function convergeWithoutFaults({ simulator, script, stage, truth, nodes }: Play): Promise<void> {
  const [one, two] = nodes;
  stage.chapter(`The faults end. One more start must bring ${script.group} to ${two.name}.`);
  await Promise.race([simulator.idle(), setTimeout(LATEST, undefined, { ref: false })]);
  const resources = await resourcesOf(script, script.strategies.at(-1));
  if (!resources.every(({ takeable }) => takeable)) await stage.play(one, ['deactivate', script.group], 0);
  await stage.play(two, ['activate', script.group], 0);
  stage.expect(`${two.name} has everything`, truth.holds(two));
}

/** An operator changes the way: stops the group, edits one word in the file. */
async function change({ script, stage, nodes: [, two] }: Play, strategy: string): Promise<void> {
  stage.chapter(`An operator stops ${script.group} on ${two.name} and writes strategy: ${strategy}.`);
  await stage.play(two, ['deactivate', script.group], 0);
  await changeStrategy(script, strategy);
}

async function failOver(play: Play, strategy: string | undefined): Promise<void> {
  const { script, stage, truth, simulator, nodes } = play;
  const { group } = script;
  await truth.use(strategy);
  const [first, second] = nodes;
  const resources = await resourcesOf(script, strategy);
  const types = [...new Set(resources.map(({ type }) => type))].join(' and ');
  const state = () => JSON.stringify(holdings(simulator, nodes));

  stage.chapter(`The cluster manager starts ${group} on ${first.name} (${types}).`);
  await stage.play(first, ['activate', group], 0);
  await stage.play(first, ['monitor', group], 0);

  stage.chapter('A power cut. Nobody says good-bye; AWS does not know.');
  const [before, held] = [state(), holdings(simulator, nodes)];
  await stage.crash(first);
  stage.show(held);
  stage.expect(`everything stays with the dead ${first.name}`, state() === before);

  stage.chapter(`The cluster manager starts ${group} on ${second.name}: same script, same command.`);
  if (!resources.every(({ takeable }) => takeable)) await letGoByHand(play, group);
  await stage.play(second, ['activate', group], 0);
  await stage.play(second, ['monitor', group], 0);
  const taken = state();
  stage.expect(`${second.name} takes everything over`, taken !== before);

  stage.chapter(`${first.name} comes back, and its stop script runs: ${second.name} must lose nothing.`);
  if (!stage.runs(first)) await stage.boot(first);
  await stage.play(first, ['deactivate', group], 0);
  await stage.play(first, ['monitor', group], 7);
  stage.expect(`nothing is taken from ${second.name}`, state() === taken);
}

/** With `takeover: if-free` a person decides: the start is refused, until the other node's stop script has run. */
async function letGoByHand({ stage, nodes: [first, second] }: Play, group: string): Promise<void> {
  stage.say('The file says takeover: if-free: refused until a person decides.');
  await stage.play(second, ['activate', group], 21);
  await stage.boot(first);
  await stage.play(first, ['deactivate', group], 0);
}
