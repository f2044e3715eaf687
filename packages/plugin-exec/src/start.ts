import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import spawn from 'cross-spawn';
import type { Environment, Obstacle } from './command-line.ts';
import { type Command, whyNotStarted } from './program-file.ts';

/** A program that was started. */
export type Started = ChildProcess & { readonly pid: number; readonly stdout: Readable; readonly stderr: Readable };

/** In what a program is started. */
interface Around {
  readonly env: Environment;
  readonly workingDirectory: string;
}

/** Starts a program file. Throws the system's error if that fails; some of these are thrown, and some are events. */
export async function start(
  { file, args }: Command,
  { env, workingDirectory }: Around,
  held = false,
): Promise<Started> {
  const child = spawn(file, [...args], {
    cwd: workingDirectory,
    env,
    stdio: ['ignore', 'pipe', 'pipe', ...(held ? (['pipe'] as const) : [])],
    detached: process.platform !== 'win32', // a process group of its own, so that all of it can be ended
    windowsHide: true,
  });
  if (child.pid !== undefined) return child as Started;
  return new Promise((_, reject) => child.on('error', reject));
}

/*
 * What outlives kirikae must be known to a later run before it does anything. So a shell takes its place first, which waits for a line on
 * descriptor 3 and then becomes the program: the same process, the same number. If kirikae dies before the line, no line comes, and nothing
 * runs. Windows has no such way, nor has a machine without /bin/sh: there it is noted the moment after it was started.
 */

const SHELL = '/bin/sh';
/** How the shell calls itself, by which its own words on stderr are known. */
const NAME = 'kirikae-exec';
const WAIT = 'read -r go <&3 || exit; exec "$@" 3<&-';

/** As `start`; the program does nothing before `noted` has resolved. */
export async function startNoted(
  command: Command,
  around: Around,
  noted: (pid: number) => Promise<void>,
): Promise<Started> {
  const child = await startHeld(command, around);
  await noted(child.pid);
  const letGo = child.stdio[3] as Writable | null | undefined;
  letGo?.on('error', () => {}); // it was ended meanwhile
  letGo?.end('go\n');
  return child;
}

async function startHeld(command: Command, around: Around): Promise<Started> {
  if (process.platform === 'win32') return start(command, around);
  const held = { file: SHELL, args: ['-c', WAIT, NAME, command.file, ...command.args] };
  return start(held, around, true).catch((error) => {
    if (error.code === 'ENOENT') return start(command, around);
    throw error;
  });
}

/** What a shell exits with that cannot become a program, and the error of the system that it means. */
const REFUSED: Readonly<Record<number, string>> = { 126: 'EACCES', 127: 'ENOENT' };

/** Why the program did not get to run after it was let go; undefined if it did. */
export function whyNotLetGo(
  ending: { readonly how: string; readonly code?: number; readonly stderr?: readonly string[] },
  file: string,
): Obstacle | undefined {
  const code = REFUSED[ending.code ?? 0];
  const isShells = ending.stderr?.at(-1)?.startsWith(`${NAME}: `);
  return code && isShells ? whyNotStarted(Object.assign(new Error(code), { code }), file) : undefined;
}
