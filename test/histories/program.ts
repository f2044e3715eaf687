import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { newPid, runAs } from './machine.ts';

/*
 * Programs that a run of a command starts: those of `exec`, and the log programs of a cluster manager. They are not its process: they go
 * on when it is killed. What a program does, it does when it ends by itself.
 */

/** What a program does: after `ms` it ends with `code`, having written `stdout`; null: it never ends by itself. */
export interface Course {
  readonly ms: number;
  end(): { readonly code: number; readonly stdout?: string };
}

/** Tells what becomes of a program that is started; undefined: there is no such program. */
export type Programs = (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) => Course | undefined;

let programs: Programs = () => undefined;
/** Installs the programs of a history. */
export const installPrograms = (installed: Programs): void => {
  programs = installed;
};

type Deliver = (event: () => void) => void;

const running = new Map<number, (signal: NodeJS.Signals) => void>();

/** A shell that takes a program's place until it is let go by a line on descriptor 3; the line never comes from whoever is dead. */
const HELD = ['/bin/sh', 'kirikae-exec'];

/** Starts a program as `spawn` does; `deliver` brings its events to whoever started it. */
export function startProgram(
  given: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  deliver: Deliver,
) {
  const child = Object.assign(new EventEmitter(), {
    pid: undefined as number | undefined,
    stdio: [undefined, undefined, undefined, new PassThrough()] as const,
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    kill: () => true,
    unref: () => {},
  });
  const held = given === HELD[0] && words[2] === HELD[1];
  const [file = '', ...args] = held ? words.slice(3) : [given, ...words];
  const course = runAs(undefined, () => programs(file, args, env));
  if (!course) {
    const error = Object.assign(new Error(`spawn ${file} ENOENT`), { code: 'ENOENT' });
    setTimeout(() => deliver(() => child.emit('error', error)), 0);
    return child;
  }
  const pid = newPid();
  child.pid = pid;
  const over = (code: number | null, signal: string | null, text = '') => {
    running.delete(pid);
    deliver(() => {
      child.stdout.end(text);
      child.stderr.end();
      child.emit('exit', code, signal);
      setTimeout(() => child.emit('close', code, signal), 0);
    });
  };
  const begin = () => {
    const timer = runAs(undefined, () =>
      setTimeout(
        () => {
          const { code, stdout } = course.end();
          over(code, null, stdout);
        },
        Math.min(course.ms, LONGEST),
      ),
    );
    running.set(pid, (signal) => {
      clearTimeout(timer);
      over(null, signal);
    });
  };
  if (held) child.stdio[3].once('data', begin);
  else begin();
  return child;
}

const LONGEST = 2 ** 31 - 1;

/** As `process.kill`, for programs and their groups; nothing else is there that could be signalled. */
export function signalProgram(pid: number, signal: string | number = 'SIGTERM'): true {
  const end = running.get(Math.abs(pid));
  if (!end) throw Object.assign(new Error(`kill ESRCH`), { code: 'ESRCH' });
  if (signal !== 0) end(signal as NodeJS.Signals);
  return true;
}

/** No program runs any more. */
export const forgetPrograms = (): void => running.clear();
