import type { KirikaeError, ResourceType } from '@kirikae/core';
import { strict } from '@kirikae/core';
import { concealAll, didYouMean } from '@kirikae/core/machinery';
import type { z } from 'zod';
import type { Config } from '../file/config.ts';
import { explain, problem, refuse, valueAt, type Wrong } from '../file/config-problem.ts';
import { resourceFields } from '../file/config-schema.ts';
import { before, type Listed } from '../file/listing.ts';
import { eachMarked } from '../file/marks.ts';
import { engineError } from '../report/errors.ts';
import { nodeProblems } from './node-fields.ts';
import { type Registry, registryFor } from './registry.ts';

/** A resource of a group whose fields its own type has checked; values may still be given per node. */
export interface Typed extends Listed {
  readonly type: ResourceType;
  /** The module of the plugin from outside that provides the type; null if it is built in. */
  readonly plugin: string | null;
  readonly after: readonly string[];
  /** The fields with defaults filled in. */
  readonly values: z.output<typeof commonFields> & Record<string, unknown>;
  /** Where the value of a field stands: in the resource, in `defaults`, or nowhere (then it is the type's default). */
  readonly origin: (field: string) => readonly (string | number)[] | undefined;
}

const commonFields = strict(resourceFields);

/** The whole schema of a resource of one type: what every resource has, and its own fields. */
export const schemaOf = (type: ResourceType) => strict({ ...resourceFields, ...type.schema.shape });

/** Checks resources by their types, which are loaded for it. Throws `ConfigError` with everything that is wrong. */
export async function typeGroup(config: Config, list: readonly Listed[], builtIn: Registry): Promise<Typed[]> {
  const wanted = list.map(({ fields }) => fields.type);
  const registry = await registryFor(config, builtIn, wanted);
  const results = await Promise.all(list.map((item) => typeOne(config, item, registry)));
  const types = results.flatMap(({ typed }) => typed?.type ?? []);
  const ofNodes = nodeProblems(config, types, config.content.plugins.length === 0);
  refuse([...prefixProblems(config, registry), ...ofNodes, ...results.flatMap((result) => result.problems)]);
  return results.flatMap(({ typed }, index) =>
    typed ? [{ ...typed, after: before(list, list[index] as Listed) }] : [],
  );
}

/** `defaults.PREFIX` of a prefix that no type has would go to nothing. A plugin that is not loaded may have it. */
function prefixProblems({ file, content }: Config, { names, outside }: Registry): KirikaeError[] {
  if (new Set(content.plugins).size > outside.length) return [];
  const prefixes = [...new Set(names.map((name) => name.split('/')[0] ?? name))];
  const unknown = Object.keys(content.defaults ?? {}).filter((key) => !prefixes.includes(key));
  return unknown.map((key) => {
    const reason = `no resource type begins with ${key}/${didYouMean(key, prefixes)}`;
    return problem(file, { path: ['defaults', key], reason, remedy: `the prefixes are: ${prefixes.join(', ')}` });
  });
}

interface Checked {
  readonly typed?: Omit<Typed, 'after'>;
  readonly problems: readonly KirikaeError[];
}

async function typeOne(config: Config, item: Listed, registry: Registry): Promise<Checked> {
  const wanted = item.fields.type;
  if (!registry.names.includes(wanted))
    return { problems: registry.broken.length > 0 ? registry.broken : [unknownType(config, item, registry)] };
  const type = await registry.load(wanted);
  const prefix = wanted.split('/')[0] ?? wanted;
  const shared = sharedDefaults(config, prefix, type);
  const own = valueAt(config.file.content, item.path) as Record<string, unknown>;
  const merged = { ...shared.values, ...own };
  const origin = (field: string) => {
    if (Object.hasOwn(own, field)) return [...item.path, field];
    return Object.hasOwn(shared.values, field) ? ['defaults', prefix, field] : undefined;
  };
  const schema = schemaOf(type);
  eachMarked(merged, [schema], 'hidden', concealAll);
  const parsed = schema.safeParse(merged);
  const plugin = registry.origin(wanted)?.path ?? null;
  if (parsed.success)
    return {
      typed: { ...item, type, plugin, values: parsed.data as Typed['values'], origin },
      problems: shared.problems,
    };
  const wrongs = explain(parsed.error.issues, merged).map((wrong) => ({ ...wrong, path: from(item, origin, wrong) }));
  return { problems: [...shared.problems, ...wrongs.map((wrong) => problem(config.file, wrong))] };
}

function unknownType({ file }: Config, { path, fields: { type } }: Listed, { names }: Registry): KirikaeError {
  const reason = `there is no resource type ${type}${didYouMean(type, names)}`;
  return problem(file, {
    path: [...path, 'type'],
    reason,
    remedy: `the types are: ${names.join(', ')}; others need their plugin under plugins:`,
  });
}

/** Where a wrong field stands: where its value comes from, else in the resource. */
const from = (item: Listed, origin: Typed['origin'], { path }: Wrong) => {
  const [first, ...rest] = path;
  return [...(origin(String(first)) ?? [...item.path, ...(first === undefined ? [] : [first])]), ...rest];
};

/** `defaults.PREFIX`, checked against the fields that this type shares. */
function sharedDefaults(
  config: Config,
  prefix: string,
  type: ResourceType,
): { values: Record<string, unknown>; problems: KirikaeError[] } {
  const values = config.content.defaults?.[prefix] as Record<string, unknown> | undefined;
  if (!values) return { values: {}, problems: [] };
  const schema = strict(type.shared?.partial().shape ?? {});
  eachMarked(values, [schema], 'hidden', concealAll);
  const parsed = schema.safeParse(values);
  const wrongs = parsed.success ? [] : explain(parsed.error.issues, values);
  const problems = wrongs.map((wrong) => problem(config.file, { ...wrong, path: ['defaults', prefix, ...wrong.path] }));
  return { values: problems.length > 0 ? {} : values, problems };
}

/** Two resources of one group must not move one thing, and none may use a value that another one moves. */
export function checkTargets(
  members: readonly { name: string; at: string; targets: readonly string[]; assumes: readonly string[] }[],
): void {
  const movers = new Map<string, string>();
  for (const { name, at, targets } of members)
    for (const target of targets) {
      const first = movers.get(target);
      if (first !== undefined) throw engineError('TARGET_TWICE', '', { at, first, second: name, target });
      movers.set(target, name);
    }
  for (const { name, at, assumes } of members)
    for (const target of assumes) {
      const first = movers.get(target);
      if (first !== undefined) throw engineError('TARGET_ASSUMED', '', { at, first, second: name, target });
    }
}
