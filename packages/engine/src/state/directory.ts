import type { Stats } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { KirikaeError } from '@kirikae/core';
import { within } from '@kirikae/core/machinery';
import { userName } from '../machine/private-group.ts';
import { awaited } from '../machine/question.ts';
import { refuseWeak, refuseWeakFile, type Weak } from '../machine/refuse-weak.ts';
import { numbered } from '../machine/weakness.ts';
import { engineError } from '../report/errors.ts';
import type { Warning } from '../report/report.ts';

/** What the state directory is for; one of them may fail without the others. */
type Part = 'lock' | 'journal' | 'state record';

/** Where this node keeps its journal, state records and locks. What it holds helps; nothing may hang on it. */
export interface StateDirectory {
  path(name: string): string;
  /**
   * Runs one file operation, one at a time: each that hangs holds a thread of the process, of which there are few.
   * Gives undefined, and warns once for each part, if it fails. A directory that cannot be used at all, or is silent for 500 ms, is
   * given up. Never throws.
   */
  use<T>(part: Part, operation: () => Promise<T>): Promise<T | undefined>;
  /** As `use`, in a directory that was given up as well, but for 100 ms only: for what must not be left lying. */
  useAtLast(part: Part, operation: () => Promise<unknown>): Promise<void>;
  /** False once the directory was given up: the run goes on without it. */
  usable(): boolean;
  /** Throws `STATE_UNSAFE` if it was found that others may write to it: for all that must not act on what is not known to be ours. */
  refuseUnsafe(): void;
  /** Warns, once for each sentence. */
  warn(warning: Warning): void;
}

/** The longest that one file operation may take, in ms: the disk may be what failed. */
const PATIENCE = 500;
const PATIENCE_AT_LAST = 100;

/** Opens the state directory; the first use makes it if need be. `asked` is what was asked of kirikae, for who must ask as somebody else. */
export function openStateDirectory(root: string, tell: (warning: Warning) => void, asked = '...'): StateDirectory {
  const warn = once(tell);
  const queue = oneAtATime();
  const { run, lastly, reason } = access(root, warn, asked);
  return {
    path: (name) => join(root, name),
    usable: () => reason() === undefined,
    refuseUnsafe() {
      const error = reason()?.error;
      if (error instanceof KirikaeError) throw error;
    },
    warn,
    use: (part, operation) => queue(() => run(part, operation)),
    useAtLast: (part, operation) => queue(() => lastly(part, operation)),
  };
}

/** Tells each sentence once. */
function once(tell: (warning: Warning) => void): (warning: Warning) => void {
  const warned = new Set<string>();
  return (warning) => {
    if (!warned.has(warning.message)) tell(warning);
    warned.add(warning.message);
  };
}

function oneAtATime(): <T>(operation: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (operation) => {
    const result = last.then(operation);
    last = result;
    return result;
  };
}

/** Runs operations in the directory until it is given up, and keeps why it was. */
function access(root: string, warn: (warning: Warning) => void, asked: string) {
  let given: { readonly error: unknown } | undefined;
  let ready: Promise<void> | undefined;
  const giveUp = (error: unknown): false => {
    given ??= { error };
    warn({ code: 'STATE_UNAVAILABLE', message: explain(root, error) });
    return false;
  };
  /** An error of the file system is one of that file; silence, or a file that is not ours, one of the directory. */
  const fail = (part: Part, error: NodeJS.ErrnoException): undefined => {
    if (error instanceof KirikaeError || error.code === undefined) return void giveUp(error);
    const message = `the ${part} in ${root} cannot be used (${error.code}): ${WITHOUT[part]}`;
    return void warn({ code: 'STATE_UNAVAILABLE', message });
  };
  const run = async <T>(part: Part, operation: () => Promise<T>): Promise<T | undefined> => {
    if (given) return undefined;
    ready ??= prepare(root, asked);
    const prepared = await within(PATIENCE, ready).then(() => true, giveUp);
    return prepared ? within(PATIENCE, operation()).catch((error) => fail(part, error)) : undefined;
  };
  const lastly = async (part: Part, operation: () => Promise<unknown>): Promise<void> => {
    if (!given) await run(part, operation);
    else if (!(given.error instanceof KirikaeError)) await briefly(ready, operation);
  };
  return { run, lastly, reason: () => given };
}

/** What a run is without, by what could not be used. */
const WITHOUT: Record<Part, string> = {
  lock: 'this run goes on without a lock',
  journal: 'what this run does is not in the journal',
  'state record': 'what this node has done is not known later',
};

/** Whatever stays behind is known to be a dead run's: no reason to warn again. */
async function briefly(ready: Promise<void> | undefined, operation: () => Promise<unknown>): Promise<void> {
  await within(PATIENCE_AT_LAST, Promise.resolve(ready).then(operation)).catch(() => {});
}

/** Looked at a second time where it had to be made: somebody else may have been faster, in a folder such as /tmp. */
async function prepare(root: string, asked: string): Promise<void> {
  const refusal = (weak: Weak) => ofAnother(root, weak, asked);
  await refuseWeak(root, refusal);
  if ((await mkdir(root, { recursive: true, mode: 0o700 })) !== undefined) await refuseWeak(root, refusal);
}

/** A directory that is another user's is mostly the one of whoever runs the cluster manager: to take it away would stop its runs. */
async function ofAnother(root: string, weak: Weak, asked: string): Promise<KirikaeError> {
  const uid = await stat(root).then(
    (found) => found.uid,
    () => undefined,
  );
  if (uid === undefined || weak.who !== numbered(uid)) return unsafe(weak);
  const name = await awaited(userName(uid));
  const ask = `sudo -u ${name ?? `'#${uid}'`} kirikae ${asked}`;
  return engineError('STATE_OF_ANOTHER', '', { part: root, user: name ?? numbered(uid), ask });
}

const unsafe = (weak: Weak): KirikaeError => engineError('STATE_UNSAFE', '', { ...weak });

/** Throws `STATE_UNSAFE` for a file in the directory that somebody else may write to. */
export const refuseForeign = (path: string, found: Stats): Promise<void> => refuseWeakFile(path, found, unsafe);

function explain(root: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = error instanceof KirikaeError ? `${code}: ${message}; ${error.hint}` : (code ?? message);
  return `the state directory ${root} cannot be used (${reason}): this run has no lock, journal or state record`;
}
