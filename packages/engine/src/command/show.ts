import { PerNode } from '@kirikae/core';
import { formatDuration } from '@kirikae/core/machinery';
import { Document, isMap, isScalar, isSeq } from 'yaml';
import type { Config } from '../file/config.ts';
import { ConfigError, valueAt } from '../file/config-problem.ts';
import { resourceFields } from '../file/config-schema.ts';
import { below, isMarked, type Schemas } from '../file/marks.ts';
import { type FileMember, schemaOf } from '../group/from-file.ts';
import { type Registry, withPlugins } from '../group/registry.ts';
import { allMembers } from './check.ts';
import { wholeSchema } from './schema.ts';

/** A file with all defaults filled in: as plain data, and as YAML that says behind each value where it comes from. */
export interface Shown {
  readonly config: unknown;
  readonly text: string;
}

type Steps = readonly (string | number)[];

/** Shows what a file comes to. Throws `ConfigError` if it is wrong. */
export async function showConfig(config: Config, registry: Registry): Promise<Shown> {
  const { groups, errors } = await allMembers(config, registry);
  if (errors.length > 0) throw new ConfigError(errors);
  const resources = new Map(groups.flatMap(({ members }) => members.map((each) => [each.path.join('\u0000'), each])));
  const plain = plainOf(
    config.content,
    [],
    [await wholeSchema(await withPlugins(config, registry))],
    resources,
  ) as object;
  const document = new Document(plain);
  annotate(document.contents, [], (steps) => originOf(config, steps, resources));
  return { config: plain, text: document.toString({ lineWidth: 0 }) };
}

/** Checked values as the file would write them: durations with units, `perNode` as a map, resources with their type's fields. */
function plainOf(value: unknown, path: Steps, around: Schemas, resources: ReadonlyMap<string, FileMember>): unknown {
  const member = resources.get(path.join('\u0000'));
  const part = member ? orderedFields(member) : value;
  const schemas = member ? [schemaOf(member.definition)] : around;
  if (isMarked(schemas, 'hidden')) return '(not shown)';
  if (typeof part === 'number' && isMarked(schemas, 'duration')) return formatDuration(part);
  if (part instanceof PerNode) return { perNode: plainOf(part.values, path, below(schemas, 'perNode'), resources) };
  if (part === null || typeof part !== 'object') return part;
  const inner = (item: unknown, key: string | number) => plainOf(item, [...path, key], below(schemas, key), resources);
  if (Array.isArray(part)) return part.map(inner);
  const entries = Object.entries(part).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, inner(item, key)]));
}

/** A resource's fields, those that every resource has first. */
function orderedFields({ name, values, onDeactivate }: FileMember): Record<string, unknown> {
  const common = {
    ...Object.fromEntries(Object.keys(resourceFields).map((key) => [key, values[key]])),
    name,
    onDeactivate,
  };
  return { ...common, ...Object.fromEntries(Object.entries(values).filter(([key]) => !(key in common))) };
}

/** Writes a comment behind every value that is not a map or list itself. */
function annotate(node: unknown, steps: Steps, comment: (steps: Steps) => string): void {
  if (isScalar(node)) node.comment = ` ${comment(steps)}`;
  if (isSeq(node)) for (const [index, item] of node.items.entries()) annotate(item, [...steps, index], comment);
  if (isMap(node))
    for (const { key, value } of node.items)
      annotate(value, [...steps, String(isScalar(key) ? key.value : key)], comment);
}

/** "line 12", "defaults.acme, line 3" or "default". */
function originOf({ file }: Config, steps: Steps, resources: ReadonlyMap<string, FileMember>): string {
  if (valueAt(file.content, steps) !== undefined) return lineOf(file.at(steps));
  for (let length = steps.length - 1; length > 0; length--) {
    const member = resources.get(steps.slice(0, length).join('\u0000'));
    const place = member?.origin(String(steps[length]));
    if (place && length === steps.length - 1) return `${place.slice(0, -1).join('.')}, ${lineOf(file.at(place))}`;
    if (member) break;
  }
  return 'default';
}

const lineOf = (at: string): string => `line ${at.split(':').at(-2)}`;
