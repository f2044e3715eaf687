import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { coreError } from './errors.ts';
import { KirikaeError } from './kirikae-error.ts';
import { within } from './wait.ts';

/** A warning: a code for machines and a sentence for people. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** Where this node keeps its journal, state records and locks. What it holds helps; nothing may hang on it. */
export interface StateDirectory {
  path(name: string): string;
  /**
   * Runs one file operation, one at a time: each that hangs holds a thread of the process, of which there are few.
   * Gives undefined, and warns once, if the directory cannot be used or is silent for 500 ms. Never throws.
   */
  use<T>(operation: () => Promise<T>): Promise<T | undefined>;
  /** False once an operation failed: the run goes on without the directory. */
  usable(): boolean;
  /** Throws `STATE_UNSAFE` if it was found that anybody may write to it: for all that must not act on what is not known to be ours. */
  refuseUnsafe(): void;
}

/** The longest that one file operation may take, in ms: the disk may be what failed. */
const PATIENCE = 500;

/** Opens the state directory; the first use makes it if need be. */
export function openStateDirectory(root: string, warn: (warning: Warning) => void): StateDirectory {
  let usable = true;
  let ready: Promise<void> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let unsafe: KirikaeError | undefined;
  const giveUp = (error: unknown): undefined => {
    if (error instanceof KirikaeError) unsafe = error;
    warn({ code: 'STATE_UNAVAILABLE', message: explain(root, error) });
    usable = false;
    return undefined;
  };
  const run = async <T>(operation: () => Promise<T>): Promise<T | undefined> => {
    if (!usable) return undefined;
    ready ??= prepare(root);
    return within(PATIENCE, ready.then(operation)).catch(giveUp);
  };
  return {
    path: (name) => join(root, name),
    usable: () => usable,
    refuseUnsafe() {
      if (unsafe) throw unsafe;
    },
    use(operation) {
      const result = turn.then(() => run(operation));
      turn = result;
      return result;
    },
  };
}

/** Windows has no such bits. */
const OTHERS_MAY_WRITE = 0o002;

async function prepare(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const { mode } = await stat(root);
  if (process.platform !== 'win32' && mode & OTHERS_MAY_WRITE) throw coreError('STATE_UNSAFE', '', { path: root });
}

function explain(root: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return `the state directory ${root} cannot be used (${code ?? message}): this run has no lock, journal or state record`;
}
