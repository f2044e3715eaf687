import { setTimeout as delay } from 'node:timers/promises';
import { KirikaeError } from '@kirikae/core';
import type { Report, RunOptions } from '@kirikae/engine';
import type { Cluster } from './cluster.ts';
import type { Engine } from './engine.ts';
import type { Call, Command } from './history.ts';
import { type Process, spawn } from './machine.ts';
import type { Node } from './node.ts';
import type { Variant } from './variant.ts';

/** One command as it was played. Without a report it was killed. */
export interface Played {
  readonly command: Command['do'];
  readonly node: Node;
  readonly variant: Variant;
  readonly boot: number;
  readonly reason: Command['reason'];
  readonly manager: Call | null;
  readonly process: Process;
  readonly from: number;
  to: number;
  /** When it got a SIGTERM. */
  interrupted: number;
  /** Its beginning and its end in the order of all beginnings and ends. */
  readonly first: number;
  last: number;
  /** What the engine found. */
  report: Report | undefined;
  /** What its caller was told; the same but for what a cluster manager wants. */
  told: Report | undefined;
  /** How many faults had been injected before it began and until it ended. */
  readonly faultsBefore: number;
  faultsAfter: number;
}

export const nodeOf = ({ nodes }: Pick<Cluster, 'nodes'>, index: number): Node => nodes[index % nodes.length] as Node;

const faultsIn = ({ simulator, service }: Cluster): number =>
  [...Object.values(simulator.faults.injected), ...Object.values(service.met)].reduce((sum, count) => sum + count, 0);

/** Whoever asks for the status is a person: that command knows no cluster manager. */
const managerOf = ({ do: command, manager }: Command): Call | null => (command === 'status' ? null : manager);

let order = 0;

/** Starts a command on its node. */
export function start(cluster: Cluster, command: Command, all: Played[]): { readonly ended: Promise<Played> } {
  const node = nodeOf(cluster, command.node);
  const signal = new AbortController();
  const found: { report?: Report } = {};
  const { process, ended } = spawn(node.machine, command, () =>
    perform(cluster.engine, command, { ...node.options(), signal: signal.signal }, found),
  );
  const played: Played = {
    command: command.do,
    node,
    variant: node.variant,
    boot: node.machine.boot,
    reason: command.reason,
    manager: managerOf(command),
    process,
    from: Date.now(),
    to: Number.POSITIVE_INFINITY,
    interrupted: Number.POSITIVE_INFINITY,
    first: ++order,
    last: Number.POSITIVE_INFINITY,
    report: undefined,
    told: undefined,
    faultsBefore: faultsIn(cluster),
    faultsAfter: 0,
  };
  all.push(played);
  if (command.interruptAt !== null) void interrupt(played, signal, command.interruptAt);
  return { ended: ended.then((told) => finish(played, cluster, told, found.report)) };
}

function finish(played: Played, cluster: Cluster, told: Report | undefined, report: Report | undefined): Played {
  played.told = structuredClone(told);
  played.report = structuredClone(told && (report ?? told));
  played.to = Date.now();
  played.last = ++order;
  played.faultsAfter = faultsIn(cluster);
  return played;
}

/** A SIGTERM is heard by a process that is suspended when it goes on. */
async function interrupt(played: Played, signal: AbortController, ms: number): Promise<void> {
  await delay(ms);
  while (played.process.asleep) await delay(100);
  if (played.last < Number.POSITIVE_INFINITY) return;
  played.interrupted = Date.now();
  signal.abort(new KirikaeError('unreachable', 'interrupted by SIGTERM', { code: 'INTERRUPTED' }));
}

type Options = Omit<RunOptions, 'command' | 'group'> & { readonly group: string };

/** Runs a command as the command line does. What the engine found before a manager gets its own code is kept in `found`. */
function perform(engine: Engine, given: Command, own: Options, found: { report?: Report }) {
  const { do: command, reason } = given;
  const call = managerOf(given);
  const manager = engine.managerOf(call?.name);
  if (!call || !manager) return run(engine, command, { ...own, reason: reason ?? undefined });
  const env = { ...own.env, ...variablesOf(call, command, reason) };
  const options = {
    ...own,
    env,
    command: command === 'rehearse' ? 'activate' : command,
    reason: call.name === 'clusterpro' ? undefined : (reason ?? undefined),
  };
  return engine.managed(manager, options, async (ordered) => {
    const report = await run(engine, command, ordered);
    found.report = { ...report };
    return report;
  });
}

const isStart = (command: Command['do']): boolean => command === 'activate' || command === 'rehearse';

/** What each manager says in the environment of its scripts. */
function variablesOf({ name, event, allowed }: Call, command: Command['do'], reason: Command['reason']) {
  if (name === 'pacemaker') return { OCF_RESKEY_CRM_meta_timeout: String(allowed) };
  if (name !== 'clusterpro') return {};
  const stop = { CLP_FACTOR: reason === 'move' ? 'GROUPMOVE' : 'GROUPSTOP', CLP_EVENT: 'START' };
  return isStart(command) ? { CLP_EVENT: event } : stop;
}

function run(engine: Engine, command: Command['do'], options: Options): Promise<Report> {
  if (command === 'activate') return engine.runActivate({ ...options, command });
  if (command === 'rehearse') return engine.runActivate({ ...options, command: 'activate', dryRun: true });
  if (command === 'deactivate') return engine.runDeactivate({ ...options, command });
  return command === 'monitor' ? engine.runMonitor({ ...options, command }) : engine.runStatus({ ...options, command });
}

/** True for a start that the manager did not mean: nothing is to be done. */
export const isStandby = ({ command, manager }: Pick<Played, 'command' | 'manager'>): boolean =>
  isStart(command) && manager?.name === 'clusterpro' && manager.event === 'STANDBY';
