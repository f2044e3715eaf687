import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ResourceType } from '@kirikae/core';
import { wholePolicy } from '@kirikae/engine';
import { type Commands, commandsOf } from './commands.ts';
import type { Harness, SeenCall, Subject, TestNode } from './harness.ts';

/** Two nodes with the same file, each with a state directory of its own, and the world between them. */
export interface Bench {
  readonly a: Commands;
  readonly b: Commands;
  readonly harness: Harness;
  readonly type: ResourceType;
  /** The file that both read. */
  readonly configPath: string;
  /** Writes another file, with a resource of each of these fields in its group: r0, r1, … */
  fileWith(configs: readonly Harness['config'][]): Promise<string>;
  /** The folder of the nodes' state directories. */
  readonly stateRoot: string;
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
  const fileWith = async (configs: readonly Harness['config'][], path = join(root, 'another.yaml')) => {
    await writeFile(path, JSON.stringify(fileFor(type, harness, configs)));
    return path;
  };
  await fileWith([harness.config], configPath);
  const declared = new Set<string>();
  const note = (resolved: unknown) => {
    for (const { actions } of wholePolicy(type).permissions(resolved))
      for (const action of actions) declared.add(action);
  };
  const node = (who: TestNode) =>
    commandsOf({ node: who, type, configPath, stateDirectory: join(root, who.name), note });
  for (const { name } of [harness.a, harness.b]) await mkdir(join(root, name), { mode: 0o700 });
  return {
    a: node(harness.a),
    b: node(harness.b),
    harness,
    type,
    configPath,
    fileWith: (configs) => fileWith(configs),
    stateRoot: root,
    writes: (only) => harness.calls().filter((call) => call.write && (!only || call.node === only.name)),
    declared: () => [...declared].sort(),
    close: async () => {
      await harness.close?.();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The file: one group with the resources, released on deactivation unless their fields or their type say otherwise. JSON is YAML. */
function fileFor(type: ResourceType, { nodes = {} }: Harness, configs: readonly Harness['config'][]) {
  const resources = configs.map((config, n) => {
    const parsed = type.schema.safeParse(config);
    const releasable = !parsed.success || wholePolicy(type).release(parsed.data).allowed.includes('release');
    const named = configs.length > 1 && { name: `r${n}`, after: [] };
    return { type: type.type, ...named, ...(releasable && { onDeactivate: 'release' }), ...config };
  });
  return { version: 1, nodes, groups: { laws: { resources } } };
}
