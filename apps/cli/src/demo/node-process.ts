import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What a command that a node ran ended in. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A running node: an operating system process that runs its start and stop script when its cluster manager says so. */
export interface NodeProcess {
  readonly pid: number;
  /** Runs kirikae on the node and waits for its end. */
  run(args: readonly string[]): Promise<Ended>;
  /** Kills the node as a power cut would: -9, and nothing of it runs any more. */
  kill(): Promise<NodeJS.Signals | null>;
  stop(): void;
}

// The node's own program: reads one JSON list of arguments a line, runs kirikae with it, and writes what came of it
const PROGRAM = `
const { spawn } = require('node:child_process');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const started = performance.now();
  const child = spawn(process.execPath, [process.env.KIRIKAE_DEMO_PROGRAM, ...JSON.parse(line)]);
  const told = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].on('data', (data) => { told[name] += data; });
  child.on('close', (code) => console.log(JSON.stringify({ code, ...told, ms: Math.round(performance.now() - started) })));
});`;

/** Starts a node's process. It gets `env` and nothing else of ours, so that no real AWS can be reached. */
export function startNode(program: string, env: Record<string, string>): NodeProcess {
  const child = spawn(process.execPath, ['-e', PROGRAM], {
    env: { ...env, KIRIKAE_DEMO_PROGRAM: program },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout });
  return {
    pid: child.pid ?? 0,
    async run(args) {
      child.stdin.write(`${JSON.stringify(args)}\n`);
      const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => ['null'])]);
      return JSON.parse(line) ?? { code: null, stdout: '', stderr: 'the node is dead', ms: 0 };
    },
    kill: () => end(child, 'SIGKILL'),
    stop: () => void end(child, 'SIGKILL'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<NodeJS.Signals | null> {
  const exited = once(child, 'exit');
  killGroup(child, signal);
  const [, by] = await exited;
  return by;
}

/** The node's process and the kirikae that it runs; Windows knows no groups. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
  else process.kill(-child.pid, signal);
}
