import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** The built binary, as a clone has it. */
export const BINARY = `${ROOT}node_modules/.bin/kirikae`;

/** How a run of the binary ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line on stderr; empty if there is none. */
  readonly lastLine: string;
  readonly ms: number;
}

/** A run of the binary that goes on. */
export interface Running {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Sends a signal, and resolves when the process has taken notice of it. */
  notify(signal: NodeJS.Signals): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Where and with what the binary runs. Nothing of the test's own environment gets into it. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another path to the binary. */
  readonly program?: string;
}

/** Starts the binary. */
export function start(args: readonly string[], { env = {}, cwd = '/', program = BINARY }: Surroundings = {}): Running {
  const began = performance.now();
  const child = spawn(program, args, {
    env: { PATH: '/usr/bin:/bin', ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
    notify: async (signal) => {
      child.kill(signal);
      while (await isPending(child.pid ?? 0)) await sleep(5);
    },
    ended: collect(child, began),
  };
}

/** True while a signal to a process waits for it: Linux alone tells; elsewhere it is given a moment. */
async function isPending(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return sleep(500, false);
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return /^(Sig|Shd)Pnd:\s*0*[1-9a-f]/m.test(status);
}

async function collect(child: ChildProcessByStdio<null, Readable, Readable>, began: number): Promise<Ended> {
  const told = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      told[name] += text;
    });
  const [code, signal] = await once(child, 'close');
  const lastLine = told.stderr.trimEnd().split('\n').at(-1) ?? '';
  return { code, signal, ...told, lastLine, ms: performance.now() - began };
}

/** Runs the binary to its end. */
export const kirikae = (args: readonly string[], surroundings?: Surroundings): Promise<Ended> =>
  start(args, surroundings).ended;
