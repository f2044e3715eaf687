import { type Report, type RunOptions, runActivate, runDeactivate, runMonitor, runStatus } from '@kirikae/engine';
import { drive, forgetTimers, pass } from './clock.ts';
import { type Cluster, type Node, openCluster, type Variant } from './cluster.ts';
import type { History, Step } from './history.ts';
import { type Machine, reboot, spawn } from './machine.ts';

/** One command as it was played. Without a report it was killed. */
export interface Played {
  readonly command: 'activate' | 'deactivate' | 'monitor' | 'rehearse' | 'status';
  readonly node: Node;
  readonly variant: Variant;
  readonly boot: number;
  readonly reason: 'stop' | 'move' | null;
  readonly from: number;
  to: number;
  /** Its beginning and its end in the order of all beginnings and ends. */
  readonly first: number;
  last: number;
  report: Report | undefined;
  /** How many faults had been injected before it began and until it ended. */
  readonly faultsBefore: number;
  faultsAfter: number;
}

/** What there is to judge after a history. */
export interface Outcome {
  readonly cluster: Cluster;
  readonly played: readonly Played[];
  /** What stood beside the group's resources before, as text. */
  readonly rest: string;
  /** The last activate, after all faults ended, and the monitors after it. */
  readonly last: Played;
  readonly asked: readonly Played[];
}

/** Plays a history in virtual time and lets `judge` look at the world before it is closed. */
export function play<T>(history: History, judge: (outcome: Outcome) => Promise<T>): Promise<T> {
  return drive(
    (async () => {
      const cluster = await openCluster(history.nodes, history.variant, history.seed);
      try {
        return await judge(await happen(history, cluster));
      } finally {
        await cluster.close();
        forgetTimers();
      }
    })(),
  );
}

async function happen({ steps, chosen, variant }: History, cluster: Cluster): Promise<Outcome> {
  const played: Played[] = [];
  const running: Promise<unknown>[] = [];
  const rest = cluster.recorder.rest();
  for (const step of steps) await take(cluster, step, played, running);
  await Promise.all(running);
  cluster.simulator.faults.clear();
  await pass(LATEST);
  for (const node of cluster.nodes) await node.edit(variant);
  const winner = nodeOf(cluster, chosen);
  const last = await run(cluster, winner, 'activate', played);
  const asked = await Promise.all(cluster.nodes.map((node) => run(cluster, node, 'monitor', played)));
  return { cluster, played, rest, last, asked };
}

/** After this, in ms, nothing that was sent before is still under way. */
const LATEST = 10_000;

const nodeOf = ({ nodes }: Cluster, index: number): Node => nodes[index % nodes.length] as Node;

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
    case 'wait':
      return pass(step.ms);
    default: {
      const ended = run(cluster, nodeOf(cluster, step.node), step.do, played, step);
      running.push(ended);
      await (step.pause === null ? ended : Promise.race([ended, pass(step.pause)]));
    }
  }
}

let order = 0;

async function run(
  { simulator }: Cluster,
  node: Node,
  command: Played['command'],
  all: Played[],
  { killAt, reason }: { killAt: number; reason: Played['reason'] } = { killAt: 0, reason: null },
): Promise<Played> {
  const faults = () => Object.values(simulator.faults.injected).reduce((sum, count) => sum + count, 0);
  const played: Played = {
    command,
    node,
    variant: node.variant,
    boot: node.machine.boot,
    reason,
    from: Date.now(),
    to: Number.POSITIVE_INFINITY,
    first: ++order,
    last: Number.POSITIVE_INFINITY,
    report: undefined,
    faultsBefore: faults(),
    faultsAfter: 0,
  };
  all.push(played);
  played.report = await start(node.machine, killAt, command, {
    ...node.options(),
    signal: new AbortController().signal,
    reason: reason ?? undefined,
  });
  played.to = Date.now();
  played.last = ++order;
  played.faultsAfter = faults();
  return played;
}

type Options = Omit<RunOptions, 'command' | 'group'> & { readonly group: string };

function start(
  machine: Machine,
  killAt: number,
  command: Played['command'],
  options: Options,
): Promise<Report | undefined> {
  return spawn(machine, killAt, () => {
    if (command === 'activate') return runActivate({ ...options, command });
    if (command === 'rehearse') return runActivate({ ...options, command: 'activate', dryRun: true });
    if (command === 'deactivate') return runDeactivate({ ...options, command });
    return command === 'monitor' ? runMonitor({ ...options, command }) : runStatus({ ...options, command });
  });
}
