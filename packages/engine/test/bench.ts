import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceType } from '@kirikae/core';
import { afterAll } from 'vitest';
import { runActivate } from '../src/command/activate.ts';
import { runDeactivate } from '../src/command/deactivate.ts';
import { runMonitor } from '../src/command/monitor.ts';
import { runStatus } from '../src/command/status.ts';
import { createRegistry } from '../src/group/registry.ts';
import type { LookReport, Report, ResourceReport } from '../src/report/report.ts';
import type { RunOptions } from '../src/run/options.ts';
import { openStateDirectory } from '../src/state/directory.ts';
import { pastRuns } from '../src/state/history.ts';
import { readJournal } from '../src/state/journal.ts';
import { markType, ownType, slotType } from './slot.ts';
import { World } from './world.ts';

/** What a test may say of one command. */
export type Given = Partial<RunOptions>;

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 }))));

/** A new folder, gone when the tests of the file are over. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kirikae-core-'));
  folders.push(folder);
  return folder;
}

/** One node: its commands on the group "web", and its state directory. */
export class Node {
  readonly #base: Omit<RunOptions, 'command'>;
  readonly name: string;
  readonly state: string;

  constructor(name: string, state: string, base: Omit<RunOptions, 'command' | 'stateDirectory'>) {
    this.name = name;
    this.state = state;
    this.#base = { ...base, node: name, stateDirectory: state };
  }
  activate = (given: Given = {}) =>
    runActivate({ ...this.#base, group: 'web', ...given, command: 'activate' } as never);
  deactivate = (given: Given = {}) =>
    runDeactivate({ ...this.#base, group: 'web', ...given, command: 'deactivate' } as never);
  monitor = (given: Given = {}) => runMonitor({ ...this.#base, group: 'web', ...given, command: 'monitor' } as never);
  status = (given: Given = {}) => runStatus({ ...this.#base, ...given, command: 'status' });
  /** The state record as it is on the disk. */
  record = async () => JSON.parse(await readFile(join(this.state, 'web.state.json'), 'utf8'));
  replaceRecord = async (change: (record: { completed: object }) => object) =>
    writeFile(join(this.state, 'web.state.json'), JSON.stringify(change(await this.record())));
  history = async () => pastRuns(await readJournal(openStateDirectory(this.state, () => {})));
}

/** Two nodes with the same file, and the world between them. */
export interface Bench {
  readonly world: World;
  readonly a: Node;
  readonly b: Node;
  readonly configPath: string;
  /** Replaces the fields of the group "web" in the file. */
  write(group: object, file?: object): Promise<void>;
}

export interface BenchOptions {
  readonly file?: object;
  readonly types?: (world: World) => ResourceType[];
}

/** Opens a new world for a group; without more words it has one slot. */
export async function openBench(
  group: object = { resources: [{ type: 'memory/slot' }] },
  { file = {}, types = () => [] }: BenchOptions = {},
): Promise<Bench> {
  const folder = await newFolder();
  const world = new World();
  const configPath = join(folder, 'kirikae.yaml');
  const write = (body: object, more: object = file) =>
    writeFile(configPath, JSON.stringify({ version: 1, ...more, groups: { web: body } }));
  await write(group);
  const all = [slotType(world), ownType(world), markType(world), ...types(world)];
  const registry = createRegistry(
    Object.fromEntries(all.map((type) => [type.type, async () => ({ default: { apiVersion: 1, types: [type] } })])),
  );
  const signal = new AbortController().signal;
  const node = async (name: string) => {
    await mkdir(join(folder, name), { mode: 0o700 });
    return new Node(name, join(folder, name), { group: null, configPath, registry, version: '0.0.0', env: {}, signal });
  };
  return { world, a: await node('a'), b: await node('b'), configPath, write };
}

/** The report of one resource, by name. */
export const of = (report: Report, name: string): ResourceReport =>
  report.resources.find((each) => each.name === name) as ResourceReport;

/** The answer of one resource, by name. */
export const lookOf = (report: Report, name: string): LookReport =>
  report.resources.find((each) => each.name === name) as LookReport;

/** What became of every resource: "one done, two skipped". */
export const outcomes = (report: Report): string =>
  (report.resources as ResourceReport[]).map(({ name, outcome }) => `${name} ${outcome}`).join(', ');
