import { resolve as resolvePath } from 'node:path';
import type { Host } from '@kirikae/core';
import type { Verb } from './protocol.ts';
import type { Config } from './schema.ts';
import { readVariables, type Variables } from './variables.ts';

/** The programs, and where they run. */
export interface Resolved extends Readonly<Record<Verb, readonly string[]>> {
  /** Secrets as where they are: this is recorded. */
  readonly env: Variables;
  readonly workingDirectory: string;
  /** Recorded, since a stop without the file still tells it to the program. */
  readonly strategy: string | null;
}

/** Finds the folder in which they run. Throws `usage` for a secret that this node lacks. */
export async function resolve(
  { activate, deactivate, status, env, workingDirectory = '.' }: Config,
  host: Host,
): Promise<Resolved> {
  const { folder, strategy } = host;
  await readVariables(env, host);
  return {
    activate,
    deactivate,
    status,
    env: env as Resolved['env'],
    workingDirectory: resolvePath(folder, workingDirectory),
    strategy,
  };
}
