import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceType, Written } from '@kirikae/core';
import {
  coreError,
  createRegistry,
  type Report,
  type RunOptions,
  runActivate,
  runDeactivate,
  runMonitor,
  runStatus,
} from '@kirikae/engine';
import { createDeath, type Death } from './death.ts';
import type { Harness, SeenCall, Subject, TestNode } from './harness.ts';
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
  /**
   * Runs a command in a process that dies at its write number `write`: before its request is sent, or when the other side has carried
   * it out. Gives the node as it goes on, in a new process (what it was killed in writes no more); undefined if the command ended
   * before that write.
   */
  killed(command: 'activate' | 'deactivate', write: number, when: 'before' | 'after'): Promise<Commands | undefined>;
  /** Resolves when no method of the resource runs any more; the engine itself does not always wait for that. */
  idle(): Promise<void>;
}

/** Two nodes with the same file, each with a state directory of its own, and the world between them. */
export interface Bench {
  readonly a: Commands;
  readonly b: Commands;
  readonly harness: Harness;
  /** The file that both read. */
  readonly configPath: string;
  /** The requests so far that changed the world, or tried to; of one node, or of all. */
  writes(node?: Commands): readonly SeenCall[];
  /** The actions that the type declares, as far as it was made on some node. */
  declared(): string[];
  close(): Promise<void>;
}

/** Opens a new world with two nodes for a resource type. */
export async function openBench({ type, harness: open }: Subject): Promise<Bench> {
  const harness = await open();
  const root = await mkdtemp(join(tmpdir(), 'kirikae-laws-'));
  const configPath = join(root, 'kirikae.yaml');
  await writeFile(configPath, JSON.stringify(fileFor(type, harness)));
  const declared = new Set<string>();
  const note = (resolved: unknown) => {
    for (const { actions } of type.permissions(resolved)) for (const action of actions) declared.add(action);
  };
  const node = (who: TestNode) => commandsOf(who, type, configPath, join(root, who.name), note);
  for (const { name } of [harness.a, harness.b]) await mkdir(join(root, name), { mode: 0o700 });
  return {
    a: node(harness.a),
    b: node(harness.b),
    harness,
    configPath,
    writes: (only) => harness.calls().filter((call) => call.write && (!only || call.node === only.name)),
    declared: () => [...declared].sort(),
    close: async () => {
      await harness.close?.();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The file: one group with the resource, released on deactivation unless its fields or its type say otherwise. JSON is YAML. */
function fileFor(type: ResourceType, { config, nodes = {} }: Harness) {
  const parsed = type.schema.safeParse(config);
  const releasable = !parsed.success || type.release(parsed.data).allowed.includes('release');
  const resource = { type: type.type, ...(releasable && { onDeactivate: 'release' }), ...config };
  return { version: 1, nodes, groups: { laws: { resources: [resource] } } };
}

function commandsOf(
  node: TestNode,
  type: ResourceType,
  configPath: string,
  stateDirectory: string,
  note: (resolved: unknown) => void,
): Commands {
  const { name, env = {} } = node;
  let hook: (() => Promise<unknown>) | undefined;
  const running = new Set<Promise<unknown>>();
  const track = <T>(method: Promise<T>): Promise<T> => {
    running.add(method);
    const ended = () => running.delete(method);
    method.then(ended, ended);
    return method;
  };
  let death: Death | undefined;
  const heard = <T>(answer: Promise<T>): Promise<T> => death?.heard(answer) ?? answer;
  const send = async (request: () => Promise<Written>) => {
    const now = hook;
    hook = undefined;
    await now?.();
    return death ? death.at(request) : request();
  };
  const create: ResourceType['create'] = (resolved, host) => {
    note(resolved);
    return watched(type.create(resolved, host), { send, heard, track });
  };
  const registry = createRegistry({
    [type.type]: async () => ({ default: { apiVersion: 1, types: [{ ...type, create }] } }),
  });
  const never = new AbortController().signal;
  const base = {
    group: 'laws',
    configPath,
    stateDirectory,
    registry,
    version: '0.0.0',
    env,
    node: name,
    signal: never,
  };
  const began = () => performance.now();
  const commands: Commands = {
    name,
    activate: (options) => runActivate({ ...base, began: began(), ...options, command: 'activate' }),
    deactivate: (options) => runDeactivate({ ...base, began: began(), ...options, command: 'deactivate' }),
    monitor: (options) => runMonitor({ ...base, began: began(), ...options, command: 'monitor' }),
    status: (options) => runStatus({ ...base, began: began(), ...options, command: 'status' }),
    beforeNextWrite: (next) => {
      hook = next;
    },
    idle: async () => {
      await Promise.allSettled(running);
    },
    killed: async (command, write, when) => {
      const [end, stop] = [createDeath(write, when), new AbortController()];
      death = end;
      const report = commands[command]({ strict: true, signal: stop.signal });
      const isDead = await Promise.race([end.died.then(() => true), report.then(() => false)]);
      if (!isDead) {
        death = undefined;
        return undefined;
      }
      const next = await leaveBehind(stateDirectory);
      stop.abort(coreError('INTERRUPTED', '', { signal: 'SIGKILL' }));
      end.bury();
      await report;
      return commandsOf(node, type, configPath, next, note);
    },
  };
  return commands;
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
