import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SimulatedNode, Simulator } from '@kirikae/simulator';
import { say as sayWords } from '../output/words.ts';
import { type Ended, type NodeProcess, startNode } from './node-process.ts';
import { watch } from './referee.ts';
import type { Script } from './script.ts';
import type { Truth } from './truth.ts';
import { holders } from './world.ts';

/** Where the story is told and played. */
export interface Stage {
  readonly say: (text: string) => void;
  /** Says who holds what. */
  readonly show: (when: string) => void;
  /** Starts a node's process again. */
  boot(node: SimulatedNode): Promise<void>;
  /** True if its process runs. */
  runs(node: SimulatedNode): boolean;
  /** Kills it, and its metadata service with it. Throws if it did not die of -9. */
  crash(node: SimulatedNode): Promise<void>;
  /**
   * Runs kirikae on a node and tells it with its calls and time. Throws if it ends in another code than told; under faults only if it
   * ends in 0 and that is not true.
   */
  play(node: SimulatedNode, args: readonly string[], code: number): Promise<void>;
  /** Throws unless the world is as told; under faults it only tells. */
  expect(told: string, isSo: boolean): void;
  close(): void;
}

/** What a stage is set with. */
export interface Setting {
  readonly simulator: Simulator;
  readonly script: Script;
  readonly program: string;
  readonly folder: string;
  readonly nodes: readonly [SimulatedNode, SimulatedNode];
  readonly truth: Truth;
  /** True while the story is played under faults. */
  readonly isFaulty: () => boolean;
}

/** Raised when something is not as told. */
export class NotAsTold extends Error {
  override readonly name = 'NotAsTold';
}

/** Sets the stage over a simulator. */
export function setStage(setting: Setting): Stage {
  const { simulator, nodes, isFaulty } = setting;
  const say = (text: string) => sayWords('stdout', `${text}\n`);
  const running = new Map<string, NodeProcess>();
  simulator.onKill(async (name) => {
    const killed = running.get(name);
    running.delete(name);
    await killed?.kill();
  });
  const stage: Stage = {
    say,
    show: (when) => say(`    ${when.padEnd(8)}${holders(simulator, nodes).join('\n            ')}`),
    boot: async (node) => void running.set(node.name, await boot(setting, node)),
    runs: (node) => running.has(node.name),
    async crash(node) {
      const process = running.get(node.name);
      say(`  power cut on ${node.name}: kill -9 ${process?.pid}`);
      const signal = await process?.kill();
      running.delete(node.name);
      await node.stopMetadata();
      stage.expect(`${node.name} died of SIGKILL`, signal === 'SIGKILL');
    },
    play: (node, args, code) => play(setting, stage, running, node, args, code),
    expect(told, isSo) {
      if (isSo) return;
      if (!isFaulty()) throw new NotAsTold(told);
      say(`    under faults: ${told}: not so`);
    },
    close: () => {
      for (const process of running.values()) process.stop();
    },
  };
  return stage;
}

/** Starts a node's process, with its metadata service and a state directory of its own. */
async function boot({ script, program, folder }: Setting, node: SimulatedNode): Promise<NodeProcess> {
  await node.startMetadata();
  const state = join(folder, node.name);
  await mkdir(state, { recursive: true, mode: 0o700 });
  const own = { KIRIKAE_CONFIG: script.path, KIRIKAE_NODE: node.name, KIRIKAE_STATE_DIR: state, HOME: folder };
  return startNode(program, { ...node.env, ...own });
}

async function play(
  { simulator, nodes, truth, isFaulty }: Setting,
  stage: Stage,
  running: ReadonlyMap<string, NodeProcess>,
  node: SimulatedNode,
  args: readonly string[],
  code: number,
): Promise<void> {
  const [command = ''] = args;
  const other = nodes[0] === node ? nodes[1] : nodes[0];
  const from = simulator.calls.length;
  const writes = command !== 'monitor';
  if (writes) stage.show('before');
  const judge = watch(simulator, truth, node, other, command);
  const ended = await (running.get(node.name) as NodeProcess).run(args);
  const untrue = judge(ended);
  tell(stage.say, node.name, args, ended);
  if (writes) stage.say(`    calls   ${callsSince(simulator, from)}`);
  if (writes) stage.show('after');
  if (!stage.runs(node)) {
    stage.say(`    ${node.name} was killed by the fault, and is started again`);
    await stage.boot(node);
  }
  if (isFaulty() && untrue) throw new NotAsTold(untrue);
  stage.expect(
    `kirikae ${args.join(' ')} on ${node.name} should end in ${code} and ended in ${ended.code}`,
    ended.code === code,
  );
}

function tell(
  say: (text: string) => void,
  node: string,
  args: readonly string[],
  { code, stdout, stderr, ms }: Ended,
): void {
  say(`  ${node}$ kirikae ${args.join(' ')}    exit ${code}, ${ms} ms`);
  for (const line of `${stdout}${stderr}`.split('\n').filter(Boolean)) say(`    | ${line}`);
}

/** The calls to AWS since then, the metadata service's counted together. */
function callsSince({ calls }: Simulator, from: number): string {
  const fresh = calls.slice(from);
  const api = fresh.filter(({ service }) => service !== 'imds').map(({ service, action }) => `${service}:${action}`);
  const own = fresh.length - api.length;
  return [...api, ...(own > 0 ? [`${own} to the metadata service`] : [])].join(', ') || 'none';
}
