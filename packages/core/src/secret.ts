import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { coreError } from './errors.ts';
import type { Host } from './host.ts';
import { KirikaeError } from './kirikae-error.ts';
import { conceal, isSource } from './secrets.ts';
import { within } from './wait.ts';

/** Where a secret is: in a variable of kirikae's environment, or in a file (from the folder of the configuration file). */
export type SecretSource = { readonly env: string } | { readonly file: string };

const OTHERS_MAY_READ = 0o004;
/** The longest that the disk of a secret may take, in ms. */
const PATIENCE = 2_000;

/**
 * A field for a secret: `{ env: NAME }` or `{ file: PATH }`, never the secret itself. The plugin gets this source, which may be
 * recorded, and reads it with `readSecret` when it is needed.
 */
export const secret = () =>
  z
    .any()
    .refine(isSource, 'must be { env: NAME } or { file: PATH }: a secret does not belong in this file')
    .meta({ anyOf: [{ properties: { env: { type: 'string' } } }, { properties: { file: { type: 'string' } } }] })
    .pipe(z.custom<SecretSource>());

/** Reads a secret. From then on it is masked in everything that kirikae says. Throws `usage` if it is not there. */
export async function readSecret(source: SecretSource, { env, folder }: Pick<Host, 'env' | 'folder'>): Promise<string> {
  const found = 'env' in source ? (env[source.env] ?? '') : await readPrivate(resolve(folder, source.file));
  if (found === '')
    throw coreError('SECRET_MISSING', '', { where: 'env' in source ? `the variable ${source.env}` : source.file });
  conceal(found);
  return found;
}

/** A file that only its owner and group may read, without the line's end. */
async function readPrivate(path: string): Promise<string> {
  try {
    const { mode } = await within(PATIENCE, stat(path));
    if (process.platform !== 'win32' && mode & OTHERS_MAY_READ) throw coreError('SECRET_OPEN', '', { path });
    return (await within(PATIENCE, readFile(path, 'utf8'))).replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof KirikaeError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw coreError('SECRET_UNREADABLE', '', { path, reason: code ?? message }, { cause: error });
  }
}
