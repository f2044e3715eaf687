import { cp, mkdtemp } from 'node:fs/promises';
import type { ResourceType } from '@kirikae/core';
import {
  coreError,
  createRegistry,
  type Registry,
  type Report,
  type RunOptions,
  runActivate,
  runDeactivate,
  runMonitor,
  runStatus,
} from '@kirikae/engine';
import { asNode } from './caller.ts';
import { createDeath, type Death } from './death.ts';
import type { TestNode } from './harness.ts';
import { createNodeProcess, type NodeProcess, type Sent } from './node-process.ts';
import { watched } from './watched.ts';

/** What may be said of one command, beside its group and its node. */
export type CommandOptions = Partial<
  Pick<RunOptions, 'dryRun' | 'reason' | 'strict' | 'timeout' | 'signal' | 'event' | 'log' | 'configPath'>
>;

/** The commands of one node: what a user of `kirikae` gets, without the command line. */
export interface Commands {
  readonly name: string;
  activate(options?: CommandOptions): Promise<Report>;
  deactivate(options?: CommandOptions): Promise<Report>;
  monitor(options?: CommandOptions): Promise<Report>;
  status(options?: CommandOptions): Promise<Report>;
  /** Runs `hook` once, between the next write's journal entry and its request: the last moment in which the world can change. */
  beforeNextWrite(hook: () => Promise<unknown>): void;
  /** Runs `hook` once, when the next write was carried out, before the resource hears of it. */
  afterNextWrite(hook: (sent: Sent) => Promise<unknown>): void;
  /** Runs `hook` once, between the next look at what is to be released and the release. */
  beforeNextRelease(hook: () => Promise<unknown>): void;
  /** How often the engine was told so far that the other side throttles. */
  throttled(): number;
  /** True if its resource has asked for itself in a request about many things. */
  asksTogether(): boolean;
  /** What the resource came to on this node, as it is recorded; undefined before it was made. */
  resolved(): unknown;
  /**
   * Runs a command in a process that dies at its write number `write`: before its request is sent, or when the other side has carried
   * it out. Gives the node as it goes on, in a new process (what it was killed in writes no more); undefined if the command ended
   * before that write.
   */
  killed(command: 'activate' | 'deactivate', write: number, when: 'before' | 'after'): Promise<Commands | undefined>;
  /** Resolves when no method of the resource runs any more, and no request of it; the engine itself does not always wait for that. */
  idle(): Promise<void>;
}

/** Where commands run, and on what. `note` hears what the resource type came to there. */
interface Surroundings {
  readonly node: TestNode;
  readonly type: ResourceType;
  readonly configPath: string;
  readonly stateDirectory: string;
  readonly note: (resolved: unknown) => void;
}

/** The commands of a node, in a process that is new. */
export function commandsOf(surroundings: Surroundings): Commands {
  const { node, configPath, stateDirectory } = surroundings;
  const { name, env = {} } = node;
  const process = createNodeProcess();
  let latest: unknown;
  const note = (resolved: unknown) => {
    latest = resolved;
    surroundings.note(resolved);
  };
  const registry = registryOf({ ...surroundings, note }, process);
  const { signal } = new AbortController();
  const base = { group: 'laws', configPath, stateDirectory, registry, version: '0.0.0', env, node: name, signal };
  const begun = (options?: CommandOptions) => ({ ...base, began: performance.now(), ...options });
  const here = <T>(command: () => T): T => asNode(name, command);
  const commands: Commands = {
    name,
    activate: (options) => here(() => runActivate({ ...begun(options), command: 'activate' })),
    deactivate: (options) => here(() => runDeactivate({ ...begun(options), command: 'deactivate' })),
    monitor: (options) => here(() => runMonitor({ ...begun(options), command: 'monitor' })),
    status: (options) => here(() => runStatus({ ...begun(options), command: 'status' })),
    ...momentsOf(process),
    resolved: () => latest,
    killed: async (command, write, when) => {
      const death = createDeath(write, when);
      process.dieOf(death);
      const left = await runToDeath((stop) => commands[command]({ strict: true, signal: stop }), death, stateDirectory);
      if (left === undefined) process.dieOf(undefined);
      return left === undefined ? undefined : commandsOf({ ...surroundings, stateDirectory: left });
    },
  };
  return commands;
}

const momentsOf = ({
  beforeNextWrite,
  afterNextWrite,
  beforeNextRelease,
  throttled,
  asksTogether,
  idle,
}: NodeProcess) => ({
  beforeNextWrite,
  afterNextWrite,
  beforeNextRelease,
  throttled,
  asksTogether,
  idle,
});

/** A registry of the one type, whose resources are watched in a process. */
function registryOf({ type, note }: Surroundings, process: NodeProcess): Registry {
  const create: ResourceType['create'] = (resolved, host) => {
    note(resolved);
    return watched(type.create(resolved, host), process);
  };
  return createRegistry({ [type.type]: async () => ({ default: { apiVersion: 1, types: [{ ...type, create }] } }) });
}

/** Runs a command until it dies, and gives the state directory of the next process; undefined if it ended alive. */
async function runToDeath(
  run: (stop: AbortSignal) => Promise<Report>,
  death: Death,
  stateDirectory: string,
): Promise<string | undefined> {
  const stop = new AbortController();
  const report = run(stop.signal);
  const isDead = await Promise.race([death.died.then(() => true), report.then(() => false)]);
  if (!isDead) return undefined;
  const next = await leaveBehind(stateDirectory);
  stop.abort(coreError('INTERRUPTED', '', { signal: 'SIGKILL' }));
  death.bury();
  await report;
  return next;
}

/**
 * What a dead process leaves in its state directory, as the next process finds it. Its lock is not copied: that it belongs to nobody
 * the engine finds out by the process, and this one goes on. What the dying command still writes here is seen by nobody.
 */
async function leaveBehind(stateDirectory: string): Promise<string> {
  const next = await mkdtemp(`${stateDirectory.replace(/-again-\w+$/, '')}-again-`);
  const isFile = (path: string) => path === stateDirectory || /\.jsonl?$/.test(path);
  await cp(stateDirectory, next, { recursive: true, filter: isFile });
  return next;
}
