import { z } from 'zod';

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DURATION = /^(\d{1,6})(ms|s|m|h)$/;

/** Milliseconds of `500ms`, `10s`, `2m`; undefined if it is not written so. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return count && unit ? Number(count) * (UNITS[unit] ?? 0) : undefined;
}

/** Milliseconds as people write them: 25000 is "25s". */
export function formatDuration(ms: number): string {
  const unit = ['m', 's'].find((name) => ms > 0 && ms % (UNITS[name] ?? 1) === 0) ?? 'ms';
  return `${ms / (UNITS[unit] ?? 1)}${unit}`;
}

/** A field for a duration, in milliseconds for the program. At least 1 ms. */
export const duration = () =>
  z
    .string({ error: 'must be a duration such as 500ms, 10s or 2m' })
    .regex(DURATION, 'must be a duration such as 500ms, 10s or 2m')
    .refine((text) => parseDuration(text) !== 0, 'must be longer than 0')
    .transform((text) => parseDuration(text) ?? 0)
    .meta({ duration: true });

/** Marks a field whose text is masked in all that kirikae says, though it may stand in the file as it is. */
export const hidden = <T extends z.ZodType>(field: T): T => field.meta({ ...field.meta(), hidden: true });

/** A name of a group, node, resource or strategy. */
export const name = () =>
  z
    .string({ error: 'must be a name' })
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
      'must be a name: A-Z, a-z, digits, dots, hyphens and underscores, at most 63, a letter or digit first',
    );

/** Each name of a list that differs from an earlier one by case alone, with that one: whoever reads them takes them for the same. */
export function alikeNames(names: readonly string[]): { readonly name: string; readonly first: string }[] {
  return names.flatMap((name, index) => {
    const first = names.slice(0, index).find((other) => other !== name && isSameName(other, name));
    return first === undefined ? [] : [{ name, first }];
  });
}

/** True if two names are the same but for case. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Marks the field under `nodes:` that says which machine a node is: an activation on another machine of that name is refused. */
export const nodeId = <T extends z.ZodType>(field: T): T => field.meta({ ...field.meta(), nodeId: true });

const MARK: unique symbol = Symbol.for('kirikae.per-node') as never;

/** A value that the file gives for each node by name; the engine takes this node's before a plugin sees it. */
export class PerNode {
  /** As with errors: a plugin from outside may bring its own copy of this class. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && MARK in value;
  }

  readonly [MARK] = true;
  readonly values: Readonly<Record<string, unknown>>;
  constructor(values: Readonly<Record<string, unknown>>) {
    this.values = values;
  }
}

/** A field that may be given once, or as `{ perNode: { web-1: …, web-2: … } }`. The plugin sees this node's value. */
export function perNode<T extends z.ZodType>(field: T) {
  const each = z
    .strictObject({ perNode: z.record(name(), field).superRefine(refuseAlike) })
    .transform((value) => new PerNode(value.perNode) as unknown as z.output<T>);
  return z.union([field, each]).meta({ perNode: true });
}

function refuseAlike(values: object, { addIssue }: Pick<z.RefinementCtx, 'addIssue'>): void {
  for (const { name, first } of alikeNames(Object.keys(values)))
    addIssue({ code: 'custom', path: [name], message: `${name} differs from ${first} by case alone` });
}

/** The value for one node, whose name is found whatever its case: every `PerNode` replaced by its entry. `missing` is called with the path of one that has none. */
export function forNode(value: unknown, node: string, missing: (path: (string | number)[]) => never): unknown {
  const walk = (part: unknown, path: (string | number)[]): unknown => {
    if (part instanceof PerNode) {
      const key = Object.keys(part.values).find((name) => isSameName(name, node));
      return key === undefined ? missing(path) : part.values[key];
    }
    if (Array.isArray(part)) return part.map((item, index) => walk(item, [...path, index]));
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return walk(value, []);
}
