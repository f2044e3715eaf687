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
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
}

/** The fields of a resource type beside those that every resource has, its own first and the shared ones after them. */
export function fieldsOf(type: ResourceType): Field[] {
  const schema = z.toJSONSchema(type.schema, { io: 'input' }) as Schema;
  const shared = Object.keys(wholePolicy(type).shared?.shape ?? {});
  const rank = ({ name }: Field) => Number(shared.includes(name.split(/[.[]/)[0] ?? ''));
  return fieldsIn(schema, '').sort((a, b) => rank(a) - rank(b));
}

/** The fields of an object, and those of the objects in it: `records[].name`, `servers.name`. */
function fieldsIn({ properties = {}, required = [] }: Schema, prefix: string): Field[] {
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
