import { KirikaeError, type ResourceType, strict } from '@kirikae/core';
import { concealAll, didYouMean, toKirikaeError, wholePolicy } from '@kirikae/core/machinery';
import type { z } from 'zod';
import type { Config } from '../file/config.ts';
import { explain, problem, refuse, valueAt, type Wrong } from '../file/config-problem.ts';
import { resourceFields } from '../file/config-schema.ts';
import { before, type Listed } from '../file/listing.ts';
import { eachMarked } from '../file/marks.ts';
import { prefixOf, prefixProblems, sharedDefaults } from './defaults.ts';
import type { Member } from './member.ts';
import { nodeProblems } from './node-fields.ts';
import { type Registry, registryFor } from './registry.ts';

/** A member as the file describes it, its fields checked by its type; values may still be given per node. */
export interface FileMember extends Member {
  readonly definition: ResourceType;
  readonly path: Listed['path'];
  /** The fields with defaults filled in. */
  readonly values: z.output<typeof commonFields> & Record<string, unknown>;
  /** Where the value of a field stands: in the resource, in `defaults`, or nowhere (then it is the type's default). */
  readonly origin: (field: string) => readonly (string | number)[] | undefined;
}

const commonFields = strict(resourceFields);

/** The whole schema of a resource of one type: what every resource has, and its own fields. */
export const schemaOf = (type: ResourceType) => strict({ ...resourceFields, ...type.schema.shape });

/** The members of a list, checked by their types, which are loaded for it. Throws `ConfigError` with everything that is wrong. */
export async function membersByFile(config: Config, list: readonly Listed[], builtIn: Registry): Promise<FileMember[]> {
  const wanted = list.map(({ fields }) => fields.type);
  const registry = await registryFor(config, builtIn, wanted);
  const results = await Promise.all(list.map((item) => checkOne(config, item, before(list, item), registry)));
  const members = results.flatMap(({ member }) => member ?? []);
  const types = members.map(({ definition }) => definition);
  const ofNodes = nodeProblems(config, types, config.content.plugins.length === 0);
  refuse([...prefixProblems(config, registry), ...ofNodes, ...results.flatMap((result) => result.problems)]);
  return members;
}

interface Checked {
  readonly member?: FileMember;
  readonly problems: readonly KirikaeError[];
}

async function checkOne(config: Config, item: Listed, after: readonly string[], registry: Registry): Promise<Checked> {
  const wanted = item.fields.type;
  if (!registry.names.includes(wanted)) return withoutType(config, item, after, registry);
  const definition = await registry.load(wanted).catch(toKirikaeError);
  if (definition instanceof KirikaeError) return { problems: [definition] };
  const prefix = prefixOf(wanted);
  const shared = await sharedDefaults(config, prefix, definition, registry);
  const own = valueAt(config.file.content, item.path) as Record<string, unknown>;
  const merged = { ...shared.values, ...own };
  const origin = (field: string) => {
    if (Object.hasOwn(own, field)) return [...item.path, field];
    return Object.hasOwn(shared.values, field) ? ['defaults', prefix, field] : undefined;
  };
  const schema = schemaOf(definition);
  eachMarked(merged, [schema], 'hidden', concealAll);
  const parsed = schema.safeParse(merged);
  if (parsed.success) {
    const values = parsed.data as FileMember['values'];
    const { name, path } = item;
    const described = { name, path, after, definition, values, origin };
    const plugin = registry.origin(wanted)?.path ?? null;
    return { member: { ...described, plugin, ...policiesOf(described) }, problems: shared.problems };
  }
  const wrongs = explain(parsed.error.issues, merged).map((wrong) => ({ ...wrong, path: from(item, origin, wrong) }));
  return { problems: [...shared.problems, ...wrongs.map((wrong) => problem(config.file, wrong))] };
}

/** A resource whose type is not known: it cannot be, unless a plugin is slow that may have it. Then it is there, and cannot be told. */
function withoutType(config: Config, item: Listed, after: readonly string[], { names, broken }: Registry): Checked {
  const slow = broken.find(({ kind }) => kind !== 'usage');
  if (!slow) return { problems: broken.length > 0 ? broken : [unknownType(config, item, names)] };
  const { path, name, fields } = item;
  const definition = unloaded(fields.type, slow);
  const values = fields as FileMember['values'];
  const described = { name, path, after, definition, values, origin: () => undefined };
  return { member: { ...described, plugin: null, ...policiesOf(described) }, problems: [] };
}

/** Stands for a type whose plugin is still loading. */
function unloaded(type: string, error: KirikaeError): ResourceType {
  const untold = () => {
    throw error;
  };
  return { type, summary: '', schema: strict({}), resolve: async () => untold(), create: untold, targets: () => [] };
}

/** What the type makes of the fields, and what every resource has. */
const policiesOf = ({ definition, values }: Pick<FileMember, 'definition' | 'values'>) => {
  const policy = wholePolicy(definition);
  return {
    type: definition.type,
    required: values.required,
    timeout: values.timeout,
    onDeactivate: values.onDeactivate ?? policy.release(values).default,
    takeable: policy.takeable(values),
    tellsHolder: policy.tellsHolder(values),
  };
};

function unknownType({ file }: Config, { path, fields: { type } }: Listed, names: readonly string[]): KirikaeError {
  const reason = `there is no resource type ${type}${didYouMean(type, names)}`;
  return problem(file, {
    path: [...path, 'type'],
    reason,
    remedy: `the types are: ${names.join(', ')}; others need their plugin under plugins:`,
  });
}

/** Where a wrong field stands: where its value comes from, else in the resource. */
const from = (item: Listed, origin: FileMember['origin'], { path }: Wrong) => {
  const [first, ...rest] = path;
  return [...(origin(String(first)) ?? [...item.path, ...(first === undefined ? [] : [first])]), ...rest];
};
