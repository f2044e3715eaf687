import { hostname } from 'node:os';
import type { NodeEntry, Run } from '@kirikae/core';
import { isSameName, name as nameField } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import type { FileContent } from '../file/config-schema.ts';
import { engineError } from '../report/errors.ts';
import type { Nodes } from '../report/report.ts';
import type { RunOptions } from './options.ts';

/** The name by which this node is asked for, and whether somebody chose it or the host name gave it. */
export interface NamedNode {
  readonly name: string;
  readonly chosen: boolean;
  readonly entry: NodeEntry | undefined;
}

/**
 * `--node`, else `KIRIKAE_NODE`, else the host name; case ignored. The file's spelling of the whole name counts, then that of its first
 * label; a host that the file does not name is called by its first label. `mentioned` are names that stand elsewhere than in `nodes`.
 */
export function nameNode(
  flag: string | undefined,
  env: Record<string, string | undefined>,
  nodes: FileContent['nodes'],
  mentioned: readonly string[] = [],
): NamedNode {
  const chosen = flag ?? (env['KIRIKAE_NODE'] || undefined);
  if (chosen !== undefined && !nameField().safeParse(chosen).success)
    throw engineError('NODE_NAME', '', { name: chosen });
  const whole = chosen ?? hostname();
  const [label = whole] = whole.split('.');
  const known = [...Object.keys(nodes), ...mentioned];
  const inFile = (asked: string) => known.find((each) => isSameName(each, asked));
  const name = inFile(whole) ?? inFile(label) ?? (chosen ?? label).toLowerCase();
  return { name, chosen: chosen !== undefined, entry: Object.hasOwn(nodes, name) ? nodes[name] : undefined };
}

/** The node by its name, before anything was asked. */
export const nameIn = (config: Config | undefined, { node, env }: Pick<RunOptions, 'node' | 'env'>): NamedNode =>
  nameNode(node, env, config?.content.nodes ?? {}, perNodeNames(config?.content));

/** What belongs to each node by the file: its entry, and what it has of every `perNode`. */
export function nodesOf(content: Pick<FileContent, 'nodes' | 'groups'>): Nodes {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [name, entry] of Object.entries(content.nodes)) all[name] = { ...entry };
  let count = 0;
  const visit = (part: unknown): void => {
    if (part === null || typeof part !== 'object') return;
    const own = Object.hasOwn(part, 'perNode') ? Object.entries(Object(Object(part)['perNode'])) : [];
    for (const [name, value] of own) all[name] = { ...all[name], [`perNode ${count++}`]: value };
    Object.values(part).forEach(visit);
  };
  visit(content.groups);
  return all;
}

/** The nodes for which anything in the file has a value of its own. */
function perNodeNames(part: unknown): string[] {
  if (part === null || typeof part !== 'object') return [];
  const own = Object.hasOwn(part, 'perNode') ? Object.keys(Object(part)['perNode'] ?? {}) : [];
  return [...own, ...Object.values(part).flatMap(perNodeNames)];
}

/**
 * The node that this is, once its id is known: the entry that carries the id in `field`, else the entry of the name.
 * An entry that was chosen, or has the name, and says another id is refused: this would act as its twin.
 */
export function settleNode(
  named: NamedNode,
  id: string | null,
  nodes: FileContent['nodes'],
  field = '',
): Run['node'] & { entry: NodeEntry | undefined } {
  const carrier = id === null ? undefined : Object.entries(nodes).find(([, entry]) => entry[field] === id);
  const expected = named.entry?.[field];
  if (id !== null && expected !== undefined && expected !== id && (named.chosen || !carrier))
    throw engineError('NODE_IS_ANOTHER', '', { actual: id, node: named.name, expected: String(expected), field });
  return carrier ? { name: carrier[0], id, entry: carrier[1] } : { name: named.name, id, entry: named.entry };
}
