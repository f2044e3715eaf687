import type { ChildProcess } from 'node:child_process';
import { type Environment, type Obstacle, told } from './command-line.ts';
import { capture } from './output.ts';
import { endTree, keepTrack } from './process-tree.ts';
import { type Command, findCommand, whyNotStarted } from './program-file.ts';
import { type Started, start, startNoted, whyNotLetGo } from './start.ts';

/** How long, in ms, output is waited for after the program has ended: what it left behind may hold the pipes for ever. */
const DRAIN = 200;

/** A program to run. */
export interface Program {
  /** The program and its arguments. */
  readonly words: readonly string[];
  readonly env: Environment;
  /** Absolute. */
  readonly workingDirectory: string;
  /** Throws where what was found must not be run. */
  refuseWeak(command: Command): Promise<void>;
  log(text: string): void;
}

/** How a program that was started ended: by itself, by a signal, or because its time was up. */
type How =
  | { readonly how: 'exited'; readonly code: number }
  | { readonly how: 'killed'; readonly signal: NodeJS.Signals }
  | { readonly how: 'stopped' };
type Finished = How & Said;

/** What became of a program that was to be run. */
export type Ending = Finished | ({ readonly how: 'not started' } & Obstacle);

/** The first lines of stdout and the last ones of stderr. */
interface Said {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/**
 * Runs a program. An abort is answered at once with `stopped`, while the program and all that it started are being ended. One that
 * changes something is `noted` by its number before it does anything.
 */
export async function runProgram(
  program: Program,
  signal: AbortSignal,
  noted?: (pid: number) => Promise<void>,
): Promise<Ending> {
  const { words, log } = program;
  const command = await foundProgram(program);
  if ('obstacle' in command) return { how: 'not started', ...command };
  if (signal.aborted) return { how: 'stopped', stdout: [], stderr: [] };
  const starting = noted ? startNoted(command, program, noted) : start(command, program);
  const child = await starting.catch((error) => whyNotStarted(error, command.file));
  if ('obstacle' in child) return { how: 'not started', ...child };
  const name = told(words.slice(0, 1));
  const ending = await ended(child, signal, (stream, line) => log(`${name} ${stream}: ${line}`));
  log(`${name} ${describeEnding(ending)}`);
  const obstacle = noted && whyNotLetGo(ending, command.file);
  return obstacle ? { how: 'not started', ...obstacle } : ending;
}

/** Finds a program that may be run, or tells what stands in the way. Throws where it must not be run. */
export async function foundProgram({ words, env, workingDirectory, refuseWeak }: Program): Promise<Command | Obstacle> {
  const command = await findCommand(words, { platform: process.platform, workingDirectory, env });
  if (!('obstacle' in command)) await refuseWeak(command);
  return command;
}

/** Waits for a started program: for its end and its output, or for the abort. */
function ended(child: Started, signal: AbortSignal, each: (stream: string, line: string) => void): Promise<Finished> {
  const out = capture(child.stdout, (line) => each('stdout', line));
  const err = capture(child.stderr, (line) => each('stderr', line));
  const untrack = keepTrack(child.pid);
  return new Promise((resolve) => {
    const end = (how: How) => resolve({ ...how, stdout: out().first, stderr: err().last });
    const stop = () => {
      end({ how: 'stopped' });
      // the pipes stay open so long: a program that writes while it cleans up must not be ended by SIGPIPE
      void endTree(child.pid).finally(() => {
        child.kill('SIGKILL'); // where taskkill failed, at least the program itself; by its handle, not by an id that another may have now
        untrack();
        letGo(child);
      });
    };
    child.on('error', () => {}); // it could not be signalled: its end is waited for all the same
    if (signal.aborted) return stop(); // in the moment between the start and this
    signal.addEventListener('abort', stop, { once: true });
    child.on('exit', (code, by) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) return;
      untrack();
      void drained(child).then(() => {
        end(by ? { how: 'killed', signal: by } : { how: 'exited', code: code ?? 0 });
        letGo(child);
      });
    });
  });
}

/** Resolves when both pipes are at their end, or when what the program left behind has held them for long enough. */
async function drained(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => setImmediate(resolve), DRAIN); // what is there already is still read
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function letGo(child: Started): void {
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}

/** How it ended, as the rest of a sentence that begins with the program. */
export function describeEnding(ending: How): string {
  if (ending.how === 'exited') return `ended with exit code ${ending.code}`;
  if (ending.how === 'killed') return `was ended by ${ending.signal}`;
  return 'had not ended when its time was up';
}
