import { conceal, PerNode, perNode, type SecretSource, secret, strict } from '@kirikae/core';
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

/** Names of variables whose values are secrets: a literal does not belong in a file that is the same on every node. */
const SECRET = /PASSWORD|PASSWD|SECRET|TOKEN|(^|_)(KEY|PASS|PWD|PAT)(_|$)/i;
const LITERAL = 'is a secret by its name, and is written here: write { env: NAME } or { file: PATH } instead';

const value = () => perNode(z.union([text(), secret()]) as z.ZodType<string | SecretSource>);

/** The literals among the values of a variable, concealed from now on: whatever is said of the file must not quote them. */
function literalsIn(given: unknown): string[] {
  const values = given instanceof PerNode ? Object.values(given.values) : [given];
  const literals = values.filter((each) => typeof each === 'string');
  for (const each of literals) conceal(each);
  return literals;
}

const variables = z.record(variable, value()).superRefine((given, { addIssue }) => {
  for (const [name, each] of Object.entries(given))
    if (SECRET.test(name) && literalsIn(each).length > 0) addIssue({ code: 'custom', path: [name], message: LITERAL });
});

/** The fields of a resource of type `exec`. */
export const schema = strict({
  activate: words('The program that makes it active here, and its arguments. No shell reads them.'),
  deactivate: words('The program that lets go of it here.'),
  status: words(
    'The program that tells where it is: exits 0 if it is active here, 7 if not, anything else: cannot tell.',
  ),
  env: variables.default({}).meta({
    description:
      "Variables for these programs, beside kirikae's own environment: text, or `{ env: NAME }` or `{ file: PATH }` for a secret. One whose name says that it is a secret must not be text.",
  }),
  workingDirectory: text().min(1, 'must be a folder').optional().meta({
    description: 'Where the programs run. Default: the folder of this file, from which a relative one is meant.',
  }),
});

/** A resource's configuration for one node. */
export type Config = z.output<typeof schema>;
