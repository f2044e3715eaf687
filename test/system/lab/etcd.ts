import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { BRIDGE } from './network.ts';
import { until } from './until.ts';

/** The etcd by which the nodes agree: one member, in the client's network. It keeps what it has while it is stopped. */
export interface Etcd {
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

const URL = 'http://10.0.1.1:2379';
const WORDS = ['--listen-client-urls', URL, '--advertise-client-urls', URL, '--unsafe-no-fsync'];
const THERE = ['ip', 'netns', 'exec', BRIDGE];

/** Describes it; nothing runs yet. */
export async function newEtcd(): Promise<Etcd> {
  const folder = await mkdtemp(join(tmpdir(), 'kirikae-etcd-'));
  let etcd: ChildProcess | undefined;
  const stop = async () => {
    if (!etcd) return;
    const gone = once(etcd, 'exit');
    etcd.kill('SIGKILL');
    await gone;
    etcd = undefined;
  };
  return {
    stop,
    start: async () => {
      if (etcd) return;
      // should this process be killed, it dies with it
      const line = ['--pdeathsig', 'KILL', ...THERE, 'etcd', '--data-dir', folder, ...WORDS];
      etcd = spawn('setpriv', line, { stdio: 'ignore' });
      const [program = '', ...args] = [...THERE, 'curl', '-fs', `${URL}/health`];
      await until('etcd answers', async () => (await run(program, args)).code === 0);
    },
    close: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
