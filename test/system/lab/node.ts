import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { run, type Said } from './command.ts';
import { type NodeName, setPort } from './network.ts';
import { until } from './until.ts';

/** One machine of the lab: namespaces of its own, in which process 1 starts a cluster manager. */
export interface LabNode {
  readonly name: NodeName;
  /** Its private folder: `state`, `log`, `actions`. */
  readonly own: string;
  /** The environment of everything that runs there. */
  readonly env: NodeJS.ProcessEnv;
  start(): Promise<void>;
  /** Kills process 1, as if the power had gone; resolves when nothing runs there any more. */
  kill(): Promise<void>;
  alive(): boolean;
  /** Runs a program there. */
  exec(program: string, ...args: string[]): Promise<Said>;
  /** The processes there whose command line contains all these words, by their ids outside. */
  processes(...words: string[]): Promise<number[]>;
  /** Takes its link away, with its carrier or without anybody being told, and gives it back. */
  cut(): Promise<void>;
  isolate(): Promise<void>;
  join(): Promise<void>;
  isCut(): boolean;
}

const INIT = `${import.meta.dirname}/inside/init.sh`;
const OWN_NAMESPACES = 'unshare -m -u -i -p --fork --kill-child --mount-proc --propagation private'.split(' ');

/** Describes a node; nothing runs there yet. `args` are those of `inside/init.sh`. */
export function labNode(name: NodeName, own: string, env: NodeJS.ProcessEnv, args: readonly string[]): LabNode {
  let machine: ChildProcess | undefined;
  let first = 0;
  let isCut = false;
  const alive = () => machine !== undefined && machine.exitCode === null && machine.signalCode === null;
  return {
    name,
    own,
    env,
    alive,
    start: async () => {
      // should this process be killed, its nodes die with it
      const line = ['--pdeathsig', 'KILL', 'ip', 'netns', 'exec', name, ...OWN_NAMESPACES, INIT, ...args];
      const output = openSync(`${own}/var/log/init.out`, 'a');
      machine = spawn('setpriv', line, { env, stdio: ['ignore', output, output] });
      closeSync(output);
      const { pid = 0 } = machine;
      await until(`${name} has a process 1`, async () => {
        first = await childOf(pid);
        return first > 0;
      });
    },
    kill: async () => {
      if (!machine || !alive()) return;
      const gone = once(machine, 'exit');
      process.kill(first, 'SIGKILL');
      await gone;
    },
    exec: (program, ...rest) => run('nsenter', ['-t', `${first}`, '-m', '-u', '-i', '-n', '-p', program, ...rest], env),
    processes: (...words) => processesIn(first, words),
    cut: async () => {
      isCut = true;
      await setPort(name, 'cut');
    },
    isolate: async () => {
      isCut = true;
      await setPort(name, 'isolated');
    },
    join: async () => {
      await setPort(name, 'joined');
      isCut = false;
    },
    isCut: () => isCut,
  };
}

async function childOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const child = Number(children.split(' ')[0]);
  // only what is in another PID namespace is the node's; before that, the child is not yet the one
  return child > 0 && (await spaceOf(child)) !== (await spaceOf(process.pid)) ? child : 0;
}

const spaceOf = (pid: number): Promise<string> => readlink(`/proc/${pid}/ns/pid`).catch(() => '');

async function processesIn(first: number, words: readonly string[]): Promise<number[]> {
  const space = await spaceOf(first);
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!pid || (await spaceOf(pid)) !== space) continue;
    const line = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words.every((word) => line.some((part) => part === word || part.endsWith(`/${word}`)))) found.push(pid);
  }
  return found;
}
