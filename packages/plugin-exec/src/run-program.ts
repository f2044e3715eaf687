import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import spawn from 'cross-spawn';
import type { CommandLine } from './command-line.ts';
import { readLines } from './output.ts';

/** What a program is started with. */
export interface Start extends CommandLine {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the program, and all that it has started, at once. */
  readonly signal: AbortSignal;
  /** After so many ms it is asked to end. */
  readonly patience: number;
  readonly log: (text: string) => void;
}

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The first line that it printed. */
  readonly first: string;
  /** The last lines that it printed on stderr, else on stdout. */
  readonly last: string;
}

/** How long, in ms, a program that has ended is listened to: something that it has started may hold its output open for ever. */
const LISTENING = 100;

/** Runs a program to its end. Throws what the operating system says if it cannot be started. */
export async function runProgram({ program, args, cwd, env, signal, patience, log }: Start): Promise<Ended> {
  signal.throwIfAborted();
  const detached = process.platform !== 'win32'; // a group of its own, so that all of it can be ended
  const child = spawn(program, [...args], { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const [out, err] = [child.stdout, child.stderr].map((stream, index) =>
    readLines(stream as Readable, (line) => log(`${program} ${index === 0 ? 'out' : 'err'}: ${line}`)),
  ) as [ReturnType<typeof readLines>, ReturnType<typeof readLines>];
  const stop = () => endTree(child, 'SIGKILL');
  const asking = setTimeout(() => endTree(child, 'SIGTERM'), Math.max(1, patience));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code, by] = await once(child, 'exit');
    await closed(child);
    const last = err.last().length > 0 ? err.last() : out.last();
    return { code, signal: by, first: out.first(), last: last.join(' / ') };
  } finally {
    clearTimeout(asking);
    signal.removeEventListener('abort', stop);
  }
}

/** Waits for the rest of the output, and closes what stays open. */
async function closed(child: ChildProcess): Promise<void> {
  const done = new AbortController();
  const end = Promise.all(
    [child.stdout, child.stderr].map((stream) => stream?.closed || once(stream as Readable, 'close')),
  );
  await Promise.race([end, delay(LISTENING, undefined, { signal: done.signal }).catch(() => {})]);
  done.abort();
  for (const stream of [child.stdout, child.stderr]) stream?.destroy();
}

/** Ends a program and all that it has started. On Windows there is no asking. */
function endTree({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => {});
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // nothing of it is left
  }
}
