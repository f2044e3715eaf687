import { resolve as resolvePath } from 'node:path';
import type { Host } from '@kirikae/core';
import type { Verb } from './protocol.ts';
import type { Config } from './schema.ts';

/** The programs, and where they run. */
export interface Resolved extends Readonly<Record<Verb, readonly string[]>> {
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** Recorded, since a stop without the file still tells it to the program. */
  readonly strategy: string | null;
}

/** Finds the folder in which they run. */
export async function resolve(
  { activate, deactivate, status, env, workingDirectory = '.' }: Config,
  { folder, strategy }: Host,
): Promise<Resolved> {
  return { activate, deactivate, status, env, workingDirectory: resolvePath(folder, workingDirectory), strategy };
}
