import type { ResourceType } from '@kirikae/core';
import { strict } from '@kirikae/core';
import { wholePolicy } from '@kirikae/core/machinery';
import { z } from 'zod';
import { fileSchema, resourceFields } from '../file/config-schema.ts';
import { MARKS } from '../file/marks.ts';
import { nodeShape } from '../group/node-fields.ts';
import type { Registry } from '../group/registry.ts';

/** The schema of the file, with every resource type that can be used. */
export async function wholeSchema(registry: Registry): Promise<z.ZodObject> {
  const types = await Promise.all(registry.names.map((name) => registry.load(name)));
  const each = types.map((type) =>
    strict({ ...resourceFields, ...type.schema.shape, type: z.literal(type.type).meta({ description: type.summary }) }),
  );
  const union = z.discriminatedUnion('type', each as never);
  const defaults = defaultsOf(types) as unknown as z.ZodType<Record<string, unknown>>;
  return fileSchema(union, defaults, strict(nodeShape(types)));
}

/** The same as a JSON Schema. */
export async function jsonSchema(registry: Registry): Promise<Record<string, unknown>> {
  const plain = z.toJSONSchema(await wholeSchema(registry), { io: 'input', override: withoutMarks });
  return { ...plain, title: 'kirikae.yaml' };
}

function withoutMarks({ jsonSchema }: { jsonSchema: object }): void {
  for (const mark of MARKS) Reflect.deleteProperty(jsonSchema, mark);
}

function defaultsOf(types: readonly ResourceType[]): z.ZodObject {
  const prefixes = new Map<string, z.ZodRawShape>();
  for (const each of types) {
    const { shared } = wholePolicy(each);
    const prefix = each.type.split('/')[0] ?? each.type;
    if (shared) prefixes.set(prefix, { ...prefixes.get(prefix), ...shared.shape });
  }
  return strict(
    Object.fromEntries([...prefixes].map(([prefix, shape]) => [prefix, strict(shape).partial().optional()])),
  );
}

/** One field of a resource type, for people. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  /** As the file writes it; null where there is none. */
  readonly default: string | null;
  readonly description: string;
  /** True of one that all types of the prefix share. */
  readonly shared: boolean;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** The names of the fields that every resource has beside its type. */
export const COMMON_FIELDS: readonly string[] = Object.keys(resourceFields).filter((name) => name !== 'type');

/** The fields of a resource type beside those that every resource has, its own first and the shared ones after them. */
export function fieldsOf(type: ResourceType): Field[] {
  const schema = z.toJSONSchema(type.schema, { io: 'input' }) as Schema;
  const shared = Object.keys(wholePolicy(type).shared?.shape ?? {});
  const isShared = (name: string) => shared.includes(name.split(/[.[]/)[0] ?? '');
  const all = fieldsIn(schema, '').map((field) => ({ ...field, shared: isShared(field.name) }));
  return all.sort((a, b) => Number(a.shared) - Number(b.shared));
}

/** The smallest resource of a type as the file has it: `{ type: …, FIELD: … }`. */
export function exampleOf({ type, schema }: Pick<ResourceType, 'type' | 'schema'>): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' }) as Schema;
  const fields = required.map((name) => [name, properties[name]?.examples?.[0] ?? '...']);
  return flow({ type, ...Object.fromEntries(fields) });
}

/** A value as YAML on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (value === null || typeof value !== 'object')
    return /^[\w./-]+$/.test(`${value}`) ? `${value}` : JSON.stringify(value);
  const entries = Object.entries(value).map(([key, part]) => `${key}: ${flow(part)}`);
  return `{ ${entries.join(', ')} }`;
}

/** The fields of an object, and those of the objects in it: `records[].name`, `servers.name`. */
function fieldsIn({ properties = {}, required = [] }: Schema, prefix: string): Omit<Field, 'shared'>[] {
  return Object.entries(properties).flatMap(([key, field]) => {
    const { default: value, description = '' } = field;
    const name = prefix + key;
    const own = {
      name,
      required: required.includes(key),
      default: value === undefined ? null : String(value),
      description,
    };
    return [own, ...fieldsIn(field, `${name}.`), ...fieldsIn(field.items ?? {}, `${name}[].`)];
  });
}
