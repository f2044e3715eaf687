import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SimulatedNode, Simulator } from '@kirikae/simulator';
import { type Line, toned } from '../screen/line.ts';
import { count, elapsed } from '../screen/numbers.ts';
import { storyPageOf } from '../screen/page.ts';
import { show } from '../screen/show.ts';
import { sentence } from '../screen/wrap.ts';
import { type Ended, type NodeProcess, startNode } from './node-process.ts';
import { watch } from './referee.ts';
import type { Script } from './script.ts';
import type { Truth } from './truth.ts';
import { type Holding, holdings } from './world.ts';

/** Where the story is told and played. */
export interface Stage {
  /** Begins a chapter. */
  readonly chapter: (text: string) => void;
  /** Says something within one. */
  readonly say: (text: string) => void;
  /** Says who holds what, and who held it before. */
  readonly show: (before: readonly Holding[]) => void;
  /** How many chapters were told. */
  readonly chapters: () => number;
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

/** What stands in a chapter. */
const within = (text: string, indent = 3): void => show('stdout', sentence(text, storyPageOf('stdout'), indent));

/** Sets the stage over a simulator. */
export function setStage(setting: Setting): Stage {
  const { simulator, nodes, isFaulty } = setting;
  const running = new Map<string, NodeProcess>();
  let chapters = 0;
  simulator.onKill(async (name) => {
    const killed = running.get(name);
    running.delete(name);
    await killed?.kill();
  });
  const stage: Stage = {
    chapter: (text) => {
      chapters += 1;
      show('stdout', ['', ...sentence(`${chapters}. ${text}`, storyPageOf('stdout'), 0, 3)]);
    },
    say: (text) => within(text),
    show(before) {
      for (const each of holdings(simulator, nodes)) within(`AWS: ${heldNow(each, before)}`);
    },
    chapters: () => chapters,
    boot: async (node) => void running.set(node.name, await boot(setting, node)),
    runs: (node) => running.has(node.name),
    async crash(node) {
      stage.expect(`${node.name} died of SIGKILL`, (await crashed(node, running)) === 'SIGKILL');
    },
    play: (node, args, code) => play(setting, stage, running, node, args, code),
    expect(told, isSo) {
      if (isSo) return;
      if (!isFaulty()) throw new NotAsTold(told);
      within(`under faults: ${told}: not so`);
    },
    close: () => stopAll(running),
  };
  return stage;
}

function stopAll(running: ReadonlyMap<string, NodeProcess>): void {
  for (const process of running.values()) process.stop();
}

/** Takes a node's power; gives the signal that its process died of. */
async function crashed(node: SimulatedNode, running: Map<string, NodeProcess>) {
  const process = running.get(node.name);
  const lost: Line = ['   ', toned(`${node.name} loses its power (kill -9 ${process?.pid})`, 'bad')];
  show('stdout', [lost]);
  const signal = await process?.kill();
  running.delete(node.name);
  await node.stopMetadata();
  return signal;
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
  const before = holdings(simulator, nodes);
  const judge = watch(simulator, truth, node, other, command);
  const ended = await (running.get(node.name) as NodeProcess).run(args);
  const untrue = judge(ended);
  tell(node.name, args, ended, callsSince(simulator, from));
  if (command !== 'monitor') stage.show(before);
  if (!stage.runs(node)) {
    stage.say(`${node.name} was killed by the fault, and is started again`);
    await stage.boot(node);
  }
  if (isFaulty() && untrue) throw new NotAsTold(untrue);
  stage.expect(
    `kirikae ${args.join(' ')} on ${node.name} should end in ${code} and ended in ${ended.code}`,
    ended.code === code,
  );
}

/** What was typed, what it said, and what it took. */
function tell(node: string, args: readonly string[], { code, stdout, stderr, ms }: Ended, calls: string): void {
  show('stdout', [`   ${node}$ kirikae ${args.join(' ')}`]);
  for (const line of `${stdout}${stderr}`.split('\n').filter(Boolean)) {
    const [indent = ''] = /^ */.exec(line) ?? [];
    within(line.trimStart(), 5 + indent.length);
  }
  within(`exit ${code} in ${elapsed(ms)}; ${calls}`);
}

/** Where a thing is, and was before. */
function heldNow({ thing, where }: Holding, before: readonly Holding[]): string {
  const was = before.find((each) => each.thing === thing)?.where ?? 'nobody';
  return `${thing} at ${where}, ${was === where ? 'as before' : `before at ${was}`}`;
}

/** The calls to each service since then, and how many of them write. */
function callsSince({ calls }: Simulator, from: number): string {
  const fresh = calls.slice(from);
  const services = [...new Set(fresh.map(({ service }) => service))].sort((a, b) => rank(a) - rank(b));
  const told = services.map((service) => {
    const own = fresh.filter((each) => each.service === service);
    const writes = own.filter(({ write }) => write).length;
    return `${NAMES[service] ?? service} ${count(own.length, 'call')}${writes > 0 ? ` (${count(writes, 'write')})` : ''}`;
  });
  return told.join(', ') || 'no calls';
}

const NAMES: Readonly<Record<string, string>> = { imds: 'metadata' };
/** The metadata service comes last. */
const rank = (service: string): number => Number(service === 'imds');
