import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { kirikae } from './binary.ts';
import type { Cluster, ClusterNode } from './cluster.ts';

/** How a script ended, and the lines that it and kirikae wrote into the logs of the cluster and the system since it began. */
export interface ScriptEnd {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: string[];
}

/** A recorder under the name of a program that writes logs: each call becomes a line with its arguments. */
const RECORDER = (file: string) => `#!/bin/sh\nprintf '%s\\n' "$(basename "$0") $*" >> '${file}'\n`;

/** What runs a printed script as its manager does: with a short environment, from another folder. */
export async function managerOf(cluster: Cluster, { clusterpro = false } = {}) {
  const bin = join(cluster.folder, 'log programs');
  const file = join(cluster.folder, 'manager.log');
  await mkdir(bin);
  await writeFile(file, '');
  for (const name of ['logger', ...(clusterpro ? ['clplogcmd'] : [])]) {
    await writeFile(join(bin, name), RECORDER(file));
    await chmod(join(bin, name), 0o755);
  }
  const lines = async () => (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  /** Runs a script with arguments on a node; `env` is what the manager sets. */
  const run = async (node: ClusterNode, script: string, args: string[] = [], env: Record<string, string> = {}) => {
    const before = (await lines()).length;
    const path = join(cluster.folder, `script-${node.name}`);
    await writeFile(path, script, { mode: 0o755 });
    const ended = await runShell([path, ...args], { ...node.env, PATH: `${bin}:/usr/bin:/bin`, ...env });
    return { ...ended, log: (await lines()).slice(before) } satisfies ScriptEnd;
  };
  /** Starts a script as the child of a process that does nothing else, as a manager that can be killed. */
  const startUnder = async (node: ClusterNode, script: string, ...args: string[]): Promise<ChildProcess> => {
    const path = join(cluster.folder, `script-${node.name}`);
    await writeFile(path, script, { mode: 0o755 });
    const env = { ...node.env, PATH: `${bin}:/usr/bin:/bin` };
    return spawn('/bin/sh', ['-c', '"$0" "$@"; exit', path, ...args], {
      env,
      cwd: '/',
      stdio: 'ignore',
      detached: true,
    });
  };
  /** Puts another program in the place of one that writes logs. */
  const replace = async (name: string, put: (path: string) => Promise<void>) => {
    await rm(join(bin, name), { force: true });
    await put(join(bin, name));
  };
  return { run, startUnder, replace, lines };
}

const runShell = (args: string[], env: Record<string, string>): Promise<Omit<ScriptEnd, 'log'>> =>
  new Promise((resolve) => {
    execFile('/bin/sh', args, { env, cwd: '/' }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });

/** What `kirikae script` prints for a cluster's file. */
export async function printed({ file }: Cluster, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await kirikae(['script', ...args, '--group', 'web', '--config', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}
