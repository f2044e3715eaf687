import { resolve as resolvePath } from 'node:path';
import type { Host } from '@kirikae/core';
import { mergeEnvironment, type Place } from './command-line.ts';
import { findCommand } from './program-file.ts';
import type { Verb } from './protocol.ts';
import { refuseWeakProgram } from './safe-program.ts';
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

/** Finds the folder in which they run. Throws `usage` for a secret that this node lacks, and for a program that others may write to. */
export async function resolve(
  { activate, deactivate, status, env, workingDirectory = '.' }: Config,
  host: Host,
): Promise<Resolved> {
  const { folder, strategy } = host;
  const absolute = resolvePath(folder, workingDirectory);
  const { platform } = process;
  const place = {
    platform,
    workingDirectory: absolute,
    env: mergeEnvironment(host.env, await readVariables(env, host), platform),
  };
  await Promise.all([activate, deactivate, status].map((words) => refuseIfWeak(words, place, host)));
  return { activate, deactivate, status, env: env as Resolved['env'], workingDirectory: absolute, strategy };
}

/** One that is not there is told when it is to be run. */
async function refuseIfWeak(words: readonly string[], place: Place, host: Host): Promise<void> {
  const command = await findCommand(words, place);
  if ('file' in command) await refuseWeakProgram(command, words, host);
}
