import { type Host, readSecret, type SecretSource } from '@kirikae/core';

/** The variables of the file: text, or where a secret is. */
export type Variables = Readonly<Record<string, string | SecretSource>>;

/** The variables with their secrets, which are read anew for each program. Throws `usage` for one that is not there. */
export async function readVariables(env: Variables, host: Host): Promise<Record<string, string>> {
  const read = async ([name, value]: [string, string | SecretSource]) =>
    [name, typeof value === 'string' ? value : await readSecret(value, host)] as const;
  return Object.fromEntries(await Promise.all(Object.entries(env).map(read)));
}
