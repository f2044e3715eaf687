import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ClusterNode, documentOf, newCluster } from './cluster.ts';

/** A program that is at work from `started` until it finds `go`, and then is active. `stubborn`: TERM does not end it. */
const PROGRAM = `#!/bin/sh
case "$1" in
  take)
    [ -f stubborn ] && trap '' TERM
    echo $$ > started
    while [ ! -f go ]; do sleep 0.1; done
    : > taken ;;
  release) echo x >> released; rm -f taken ;;
  status) [ -f taken ] && exit 0; exit 7 ;;
esac
`;

const FILE = `version: 1
groups:
  web:
    timeout: 20s
    resources:
      - { name: service, type: exec, activate: [./program.sh, take], deactivate: [./program.sh, release], status: [./program.sh, status] }
`;

/** False also for one that has ended and is waited for by nobody (state Z), as orphans are where there is no init. */
const isRunning = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout.trim());
};

/** A node whose activation was killed with -9 in the middle of a program that goes on. */
async function orphaned() {
  const { folder, a } = await newCluster(FILE);
  const path = (name: string) => join(folder, name);
  await writeFile(path('program.sh'), PROGRAM);
  await chmod(path('program.sh'), 0o755);
  const kill = async (node: ClusterNode): Promise<number> => {
    const running = node.start('activate', 'web');
    const started = () => readFile(path('started'), 'utf8').catch(() => '');
    await expect.poll(started, { timeout: 30_000 }).toMatch(/\n$/);
    const pid = Number(await started());
    onTestFinished(() => void (isRunning(pid) && process.kill(-pid, 'SIGKILL')));
    running.kill('SIGKILL');
    await running.ended;
    return pid;
  };
  return { a, path, kill, put: (name: string) => writeFile(path(name), '') };
}

describe('a program that goes on after its run was killed', () => {
  it('is ended by the stop, which lets go of what it may have done, although nothing is seen of it', async () => {
    const { a, path, kill } = await orphaned();
    const pid = await kill(a);
    expect(isRunning(pid)).toBe(true);
    const stop = documentOf(await a.run('deactivate', 'web', '--json'));
    expect(stop).toMatchObject({ exitCode: 0, resources: [{ name: 'service', outcome: 'done' }] });
    expect(isRunning(pid)).toBe(false);
    expect(await readFile(path('released'), 'utf8')).toBe('x\n');
    expect(documentOf(await a.run('deactivate', 'web', '--json')).resources).toMatchObject([{ outcome: 'unchanged' }]);
  });

  it('is killed where it does not end when asked to', async () => {
    const { a, kill, put } = await orphaned();
    await put('stubborn');
    const pid = await kill(a);
    expect(await a.run('deactivate', 'web', '--timeout', '6s')).toMatchObject({ code: 0 });
    expect(isRunning(pid)).toBe(false);
  });

  it('is waited for by the next start', async () => {
    const { a, kill, put, path } = await orphaned();
    await kill(a);
    const next = a.start('activate', 'web', '--json');
    const begun = async () => (await a.journal()).filter((entry) => entry.kind === 'begin');
    await expect.poll(begun, { timeout: 30_000 }).toHaveLength(2);
    expect(existsSync(path('taken'))).toBe(false);
    await put('go');
    expect(documentOf(await next.ended)).toMatchObject({ exitCode: 0, resources: [{ outcome: 'unchanged' }] });
  });

  it('is told by a start that cannot wait any longer, with its number and what to do', async () => {
    const { a, kill } = await orphaned();
    const pid = await kill(a);
    const ended = await a.run('activate', 'web', '--timeout', '3s');
    expect(ended.code).toBe(20);
    expect(ended.lastLine).toMatch(
      new RegExp(`^kirikae: PROGRAM_RUNS web: the program of service .+process ${pid}, .+kirikae deactivate.+exit 20`),
    );
    expect(isRunning(pid)).toBe(true);
  });

  it('is nobody else: a server that the program left behind is what it was for', async () => {
    const { a, put, path, kill } = await orphaned();
    await writeFile(
      path('program.sh'),
      PROGRAM.replace('echo $', () => '(sleep 300 & echo $! > server); echo $'),
    );
    const pid = await kill(a);
    await put('go');
    await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
    const server = Number(await readFile(path('server'), 'utf8'));
    onTestFinished(() => void (isRunning(server) && process.kill(server, 'SIGKILL')));
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(isRunning(server)).toBe(true);
  });
});
