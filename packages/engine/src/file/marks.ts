import { z } from 'zod';

/** What a schema may say of a field beside its form; it is all that the engine knows of a resource type's fields. */
export const MARKS = ['duration', 'hidden', 'nodeId', 'perNode'] as const;
/** One of them. */
type Mark = (typeof MARKS)[number];

/** All schemas that may describe one value: a field that is optional, has a default, or may be written in several ways has several. */
export type Schemas = readonly z.core.$ZodType[];

/** A schema and all that it is made of for the same value. */
function layers(schema: z.core.$ZodType): z.core.$ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'union') return [schema, ...def.options.flatMap(layers)];
  if (def.type === 'pipe') return [schema, ...layers(def.in), ...layers(def.out)];
  if ('innerType' in def) return [schema, ...layers(def.innerType as z.core.$ZodType)];
  return [schema];
}

/** True if any of the schemas has a mark. */
export const isMarked = (schemas: Schemas, mark: Mark): boolean =>
  schemas.flatMap(layers).some((each) => z.globalRegistry.get(each)?.[mark] === true);

/** The schemas of what stands under a key or index. */
export function below(schemas: Schemas, step: string | number): Schemas {
  return schemas.flatMap(layers).flatMap((schema): z.core.$ZodType[] => {
    const { def } = (schema as z.core.$ZodTypes)._zod;
    if (def.type === 'array') return [def.element];
    if (def.type === 'record') return [def.valueType];
    const child = def.type === 'object' ? def.shape[step] : undefined;
    return child ? [child] : [];
  });
}

/** Calls `found` with each value that a mark is on. */
export function eachMarked(value: unknown, schemas: Schemas, mark: Mark, found: (value: unknown) => void): void {
  if (isMarked(schemas, mark)) return found(value);
  if (value === null || typeof value !== 'object') return;
  for (const [key, part] of Object.entries(value)) eachMarked(part, below(schemas, key), mark, found);
}
