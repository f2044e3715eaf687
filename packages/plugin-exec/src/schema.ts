import { perNode, strict } from '@kirikae/core';
import { z } from 'zod';

const TEXT = 'must be text';
const PROGRAM = 'must be a list that begins with a program: [./status.sh, --quick]';

/** No system passes a NUL in an argument or a variable. */
const text = () =>
  z.string({ error: TEXT }).refine((value) => !value.includes('\0'), 'must not contain a NUL character');

const words = (what: string) =>
  z
    .array(text(), { error: PROGRAM })
    .min(1, PROGRAM)
    .refine(([program]) => program !== '', PROGRAM)
    .meta({ description: what });

const variable = z
  .string()
  .regex(/^[^=\0]+$/, 'must be the name of a variable')
  .refine((name) => !/^KIRIKAE_/i.test(name), 'begins with KIRIKAE_, which kirikae sets itself');

/** The fields of a resource of type `exec`. */
export const schema = strict({
  activate: words('The program that makes it active here, and its arguments. No shell reads them.'),
  deactivate: words('The program that lets go of it here.'),
  status: words(
    'The program that tells where it is: exits 0 if it is active here, 7 if not, anything else: cannot tell.',
  ),
  env: z
    .record(variable, perNode(text()))
    .default({})
    .meta({ description: "Variables for these programs, beside kirikae's own environment." }),
  workingDirectory: text().min(1, 'must be a folder').optional().meta({
    description: 'Where the programs run. Default: the folder of this file, from which a relative one is meant.',
  }),
});

/** A resource's configuration for one node. */
export type Config = z.output<typeof schema>;
