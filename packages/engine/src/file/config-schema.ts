import { duration, strict } from '@kirikae/core';
import { name } from '@kirikae/core/machinery';
import { z } from 'zod';

/** The fields of every resource, beside those of its type. */
export const resourceFields = {
  type: z
    .string({ error: 'must be the name of a resource type, as `kirikae types` lists them' })
    .meta({ description: 'The resource type: `kirikae types` lists them.' }),
  name: name().optional().meta({ description: 'Its name in the group. Default: the last part of its type.' }),
  after: z
    .array(name())
    .optional()
    .meta({ description: 'Resources that come first. Default: the one before it; `[]`: none.' }),
  timeout: duration().optional().meta({ description: "The longest it may take. Default: the group's." }),
  required: z
    .boolean()
    .default(true)
    .meta({ description: 'False: its failure does not stop the rest, and the run ends in 23.' }),
  onDeactivate: z
    .enum(['release', 'keep', 'keep-when-moving'])
    .optional()
    .meta({ description: "What deactivation does with it. Default: its type's." }),
};

/** A resource as any type has it; the fields of its own type are checked when that type is loaded. */
const anyResource = z.looseObject(resourceFields);

/** The schema of a group whose resources are checked by `resource`. */
const groupSchema = <R extends z.ZodType>(resource: R) =>
  strict({
    timeout: duration()
      .prefault('25s')
      .meta({ description: 'A whole activate or deactivate: lock, waits and report included.' }),
    monitorTimeout: duration().prefault('8s').meta({ description: 'A whole monitor.' }),
    whenUnknown: z
      .enum(['ok', 'fail'])
      .default('ok')
      .meta({ description: 'What monitor answers when the active node cannot tell.' }),
    unknownTolerance: z
      .union([z.literal('forever'), duration()], 'must be forever or a duration such as 10s')
      .prefault('forever')
      .meta({ description: 'How long `ok` holds.' }),
    resources: z.array(resource).prefault([]).meta({ description: 'In use under every strategy, and first.' }),
    strategy: name().optional().meta({ description: 'Which of `strategies` is in use.' }),
    strategies: z
      .record(name(), z.array(resource))
      .optional()
      .meta({ description: 'Lists of resources, one of which is in use.' }),
  });

/** The schema of a file whose resources are checked by `resource`; the reference page is made from it. */
export function fileSchema<R extends z.ZodType>(
  resource: R,
  defaults: z.ZodType<Record<string, unknown>>,
  node: z.ZodType<Record<string, unknown>>,
) {
  return strict({
    version: z.literal(1).meta({ description: 'The version of this format.' }),
    plugins: z
      .array(z.string({ error: 'must be a package name or a path' }).min(1, 'must be a package name or a path'))
      .default([])
      .meta({ description: 'Resource types from outside: package names, or paths from the folder of this file.' }),
    defaults: defaults
      .optional()
      .meta({ description: '`defaults.PREFIX` goes to every type PREFIX/...; a resource may override.' }),
    nodes: z
      .record(name(), node)
      .default({})
      .meta({ description: 'Needed for perNode values, and for what its resource types ask of it.' }),
    groups: z.record(name(), groupSchema(resource)).meta({ description: 'What fails over as one.' }),
  });
}

/** The schema of a file before any resource type is loaded. */
export const anyFile = fileSchema(
  anyResource,
  z.record(z.string(), z.record(z.string(), z.unknown())),
  z.record(z.string(), z.unknown()),
);

/** The file's content with defaults filled in; the fields of resource types are still as written. */
export type FileContent = z.output<typeof anyFile>;
/** One group of it. */
export type Group = FileContent['groups'][string];
