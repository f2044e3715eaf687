import { readFile, writeFile } from 'node:fs/promises';
import { PerNode } from '@kirikae/core';
import { type Config, type FileMember, listed, membersByFile, readConfig, valuesOn } from '@kirikae/engine';
import { isMap, parseDocument, visit } from 'yaml';
import { builtIn } from '../plugins.ts';

/** What the demo plays: a file, the group in it, and the two nodes. */
export interface Script {
  /** The copy of the file that the nodes use. */
  readonly path: string;
  readonly config: Config;
  readonly group: string;
  /** The strategies in the order in which they are played; one undefined for a group without. */
  readonly strategies: readonly (string | undefined)[];
  readonly nodes: readonly [string, string];
  /** What was taken out of the copy, since it would lead out of the simulated AWS. */
  readonly removed: readonly string[];
}

/** Settings that would lead out of the simulated AWS, or to credentials that it does not know. */
const OUTSIDE = ['endpoints', 'profile', 'region'];

/** Copies a file for the demo and reads what it plays. Throws `usage` as any command would. */
export async function readScript(source: string, path: string): Promise<Script> {
  const original = await readConfig(source);
  const removed = await copyInside(source, path);
  const config = { ...(await readConfig(path)) };
  const [group = ''] = Object.keys(original.content.groups);
  const body = config.content.groups[group];
  const others = Object.keys(body?.strategies ?? {}).filter((name) => name !== body?.strategy);
  return {
    path,
    config,
    group,
    strategies: [body?.strategy, ...others],
    nodes: await nodeNames(config, group),
    removed,
  };
}

async function copyInside(source: string, path: string): Promise<string[]> {
  const document = parseDocument(await readFile(source, 'utf8'));
  const removed = new Set<string>();
  const settings = (map: unknown) => {
    if (isMap(map)) for (const key of OUTSIDE) if (map.delete(key)) removed.add(key);
  };
  settings(document.getIn(['defaults', 'aws']));
  visit(document, { Map: (_, map) => (map.has('type') && !map.has('ttl') ? settings(map) : undefined) });
  await writeFile(path, document.toString());
  return [...removed];
}

/** Puts another strategy in use, as an operator would in an editor. */
export async function changeStrategy(script: Script, strategy: string): Promise<void> {
  const document = parseDocument(await readFile(script.path, 'utf8'));
  document.setIn(['groups', script.group, 'strategy'], strategy);
  await writeFile(script.path, document.toString());
}

/** The resources of the group under one strategy. */
export async function resourcesOf(
  { config, group }: Pick<Script, 'config' | 'group'>,
  strategy: string | undefined,
): Promise<FileMember[]> {
  const body = config.content.groups[group];
  return body ? membersByFile(config, listed(group, body, strategy), builtIn) : [];
}

/** The fields of each resource as they are on one node. */
export async function fieldsOn(script: Script, node: string): Promise<Record<string, unknown>[]> {
  const all = await Promise.all(script.strategies.map((strategy) => resourcesOf(script, strategy)));
  return all.flat().map((member) => valuesOn(script.config, member, node));
}

/** The two nodes: those of `nodes:`, else those of the first perNode, else two of our own. */
async function nodeNames(config: Config, group: string): Promise<[string, string]> {
  const members = await resourcesOf({ config, group }, config.content.groups[group]?.strategy);
  const named = [...Object.keys(config.content.nodes), ...members.flatMap(({ values }) => perNodeNames(values))];
  const [first, second] = [...new Set([...named, 'web-1', 'web-2'])];
  return [first ?? 'web-1', second ?? 'web-2'];
}

function perNodeNames(value: unknown): string[] {
  if (value instanceof PerNode) return Object.keys(value.values);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(perNodeNames) : [];
}
