import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chanceOf } from './chance.ts';
import { drive, forgetTimers, pass } from './clock.ts';
import { type Cluster, openCluster } from './cluster.ts';
import type { Trouble } from './disk.ts';
import type { Engine } from './engine.ts';
import type { Command, History, Step } from './history.ts';
import { reboot } from './machine.ts';
import { type Remembering, watchMemory } from './memory.ts';
import type { Node } from './node.ts';
import { forgetPrograms } from './program.ts';
import { nodeOf, type Played, start } from './run.ts';
import { plain } from './steps.ts';

/** What there is to judge after a history. */
export interface Outcome {
  readonly cluster: Cluster;
  readonly history: History;
  readonly played: readonly Played[];
  /** What stood beside the group's resources before, as text. */
  readonly rest: string;
  /** The journal of each node. */
  readonly journals: readonly string[];
  /** The writes that the state record of their node did not know of. */
  readonly unremembered: Remembering;
  /** The last activate, after all faults ended, and the monitors after it. */
  readonly last: Played;
  readonly asked: readonly Played[];
}

/** Plays a history in virtual time and lets `judge` look at the world before it is closed. */
export function play<T>(engine: Engine, history: History, judge: (outcome: Outcome) => Promise<T>): Promise<T> {
  Math.random = chanceOf(history.seed + 1); // pauses have jitter
  return drive(
    (async () => {
      const cluster = await openCluster(engine, history);
      try {
        return await judge(await happen(history, cluster));
      } finally {
        await cluster.close();
        forgetTimers();
        forgetPrograms();
      }
    })(),
  );
}

async function happen(history: History, cluster: Cluster): Promise<Outcome> {
  const played: Played[] = [];
  const running: Promise<unknown>[] = [];
  const rest = cluster.recorder.rest();
  const unremembered = watchMemory(cluster, played);
  for (const step of history.steps) await take(cluster, step, played, running);
  for (const { machine } of cluster.nodes) if (machine.disk.trouble === 'hangs') machine.disk.set(null);
  await Promise.all(running);
  await healAll(cluster);
  for (const node of cluster.nodes) await node.edit(history.variant);
  const winner = nodeOf(cluster, history.chosen);
  const last = await start(cluster, plain({ do: 'activate', node: winner.index }), played).ended;
  const ask = ({ index }: Node) => start(cluster, plain({ do: 'monitor', node: index }), played).ended;
  const asked = await Promise.all(cluster.nodes.map(ask));
  const journals = await Promise.all(cluster.nodes.map(journalOf));
  return { cluster, history, played, rest, journals, unremembered, last, asked };
}

/** Ends all trouble, and waits until nothing that was sent before is still under way. */
async function healAll({ simulator, service, nodes }: Cluster): Promise<void> {
  simulator.faults.clear();
  service.miseries.length = 0;
  for (const { machine } of nodes) machine.disk.set(null);
  await simulator.idle();
  await pass(LATEST);
}

/** After this, in ms, no program runs any more, and no look is stale. */
const LATEST = 10_000;

const journalOf = ({ state }: Node): Promise<string> => readFile(join(state, 'journal.jsonl'), 'utf8').catch(() => '');

async function take(cluster: Cluster, step: Step, played: Played[], running: Promise<unknown>[]): Promise<void> {
  switch (step.do) {
    case 'fault':
      return void cluster.simulator.faults.add(step.rule);
    case 'heal':
      return cluster.simulator.faults.clear();
    case 'edit':
      return nodeOf(cluster, step.node).edit(step.variant);
    case 'reboot':
      return reboot(nodeOf(cluster, step.node).machine);
    case 'disk':
      return trouble(cluster, nodeOf(cluster, step.node), step.trouble);
    case 'clock':
      nodeOf(cluster, step.node).machine.ahead += step.ms;
      return;
    case 'misery':
      cluster.service.miseries.push({ node: nodeOf(cluster, step.node).name, misery: step.misery, left: step.times });
      return;
    case 'wait':
      return pass(step.ms);
    default:
      return begin(cluster, step, played, running);
  }
}

/** A sync on a slow disk takes some hundred ms, and never as long as a run waits for its disk. */
const trouble = ({ duration }: Cluster, { machine }: Node, kind: Trouble | null): void =>
  machine.disk.set(kind, () => Math.min(350, 20 + 3 * duration()));

async function begin(cluster: Cluster, command: Command, played: Played[], running: Promise<unknown>[]): Promise<void> {
  const { ended } = start(cluster, command, played);
  running.push(ended);
  await (command.pause === null ? ended : Promise.race([ended, pass(command.pause)]));
}
