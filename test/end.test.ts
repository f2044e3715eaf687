import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BINARY } from './binary.ts';
import { type ClusterNode, EIP, fileOf, newCluster } from './cluster.ts';
import { type Fate, outletsFor, terminal } from './ends/fates.ts';
import { writeBundle } from './outside.ts';

/** Starts the binary where its words have this fate. */
async function startWhere(node: ClusterNode, folder: string, fate: Fate | 'stopped' | 'closing', ...args: string[]) {
  const isTerminal = fate === 'stopped' || fate === 'closing';
  const outlets = isTerminal ? undefined : await outletsFor(fate, 'both', folder);
  onTestFinished(() => outlets?.close());
  const line = [...(isTerminal ? terminal(fate, 'both') : (outlets?.wrap ?? [])), BINARY, ...args];
  const [program = '', ...rest] = line;
  const env = { PATH: '/usr/bin:/bin', ...node.env };
  const child = spawn(program, rest, { env, cwd: '/', stdio: outlets?.stdio ?? 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { kill: (signal: NodeJS.Signals) => child.kill(signal), code: once(child, 'exit').then(([code]) => code) };
}

/** With a time that is longer than any test waits: what ends before did not wait for it. */
const PATIENT = `${fileOf(EIP)}    timeout: 5m\n    monitorTimeout: 5m\n`;

describe('the end of a run', () => {
  it('comes at the deadline where a terminal was stopped with Ctrl-S, in the true code', async () => {
    const { a, folder } = await newCluster(PATIENT);
    const { code } = await startWhere(a, folder, 'stopped', 'monitor', 'web', '--timeout', '4s');
    expect(await code).toBe(7);
  });

  it('comes at once with SIGTERM once all is done but the telling, in the code of what was done', async () => {
    const { a, folder, holder } = await newCluster(PATIENT);
    const { code, kill } = await startWhere(a, folder, 'stopped', 'activate', 'web', '--yes');
    await vi.waitFor(async () => expect((await a.journal()).at(-1)).toMatchObject({ kind: 'end' }), 30_000);
    await new Promise((resolve) => setTimeout(resolve, 300)); // the last line of the journal is written a little before the words
    kill('SIGTERM');
    expect([await code, holder()]).toEqual([0, 'web-1']);
  });

  it('is not hindered by a terminal that is closed in the middle', async () => {
    const { a, simulator, folder, holder } = await newCluster(PATIENT);
    simulator.faults.add({ kind: 'latency', ms: 2_000, action: 'AssociateAddress' });
    const { code } = await startWhere(a, folder, 'closing', 'activate', 'web', '--log-level', 'debug', '--yes');
    expect([await code, holder()]).toEqual([0, 'web-1']);
  });

  it.each(['full pipe', 'full socket'] as const)('comes with a second SIGTERM, with a %s', async (fate) => {
    const { a, folder, hold } = await newCluster(PATIENT);
    const { sent } = hold('AssociateAddress'); // it is never answered
    const { code, kill } = await startWhere(a, folder, fate, 'activate', 'web', '--log-level', 'debug');
    await sent;
    kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 100)); // two at once are one
    kill('SIGTERM');
    expect(await code).toBe(20);
  });

  it('has the last line last where stdout and stderr are one file', async () => {
    const { a, folder, rewrite } = await newCluster();
    await rewrite('version: 1\ngroups:\n  web: { resources: [{ type: aws/eip }, { type: aws/nothing }] }\n');
    const log = openSync(join(folder, 'log'), 'w');
    const env = { PATH: '/usr/bin:/bin', ...a.env };
    const child = spawn(BINARY, ['config', 'check', '--json'], { env, stdio: ['ignore', log, log] });
    expect(await once(child, 'exit')).toEqual([2, null]);
    closeSync(log);
    const [document = '', last = '', ...rest] = (await readFile(join(folder, 'log'), 'utf8')).trimEnd().split('\n');
    expect([JSON.parse(document).exitCode, rest]).toEqual([2, []]);
    expect(last).toMatch(/^kirikae: CONFIG_INVALID .*\[exit 2, run \w+\]$/);
  });
});

describe('a plugin from outside', () => {
  /** A node whose file uses the unruly plugin. */
  async function withUnruly(does: string) {
    const { a, folder, rewrite } = await newCluster();
    await writeBundle(join(folder, 'unruly.mjs'), 'unruly.js');
    await rewrite(
      `version: 1\nplugins: [./unruly.mjs]\ngroups:\n  web: { resources: [{ type: unruly/thing, does: ${does} }] }\n`,
    );
    return { a, folder };
  }

  it.each([
    [
      'exit in a hook',
      /^kirikae: PLUGIN_EXIT web\/thing: the plugin \S+unruly\.mjs wanted to end the process; .+ \[exit 1, run \w+\]\n$/,
    ],
    [
      'exit in a timer',
      /^kirikae: PLUGIN_EXIT the plugin \S+unruly\.mjs wanted to end the process; .+ \[exit 1, run \w+\]\n$/,
    ],
    ['throw again and again', /^kirikae: DEFECT .*unruly.* \[exit 1, run \w+\]\n$/],
  ])('that tries it by "%s" cannot end the process: 1, told once', async (does, told) => {
    const { a } = await withUnruly(does);
    for (const command of ['activate', 'monitor', 'status']) {
      const ended = await a.run(command, 'web');
      expect(ended).toMatchObject({ code: 1 });
      expect(ended.stderr).toMatch(told);
    }
  });

  it.each(['exit in an exit listener', 'throw in an exit listener', 'another exit code'])(
    'cannot change the code by "%s"',
    async (does) => {
      const { a } = await withUnruly(does);
      expect(await a.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('cannot hold the process by what it writes where nobody reads', async () => {
    const { a, folder } = await withUnruly('talk without end');
    const { code } = await startWhere(a, folder, 'full pipe', 'monitor', 'web');
    expect(await code).toBe(0);
  });
});
