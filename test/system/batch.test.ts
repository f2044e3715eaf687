import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, newCluster } from '../cluster.ts';
import { seen, startWine, type Wine } from './wine.ts';

/** The batch files for CLUSTERPRO on Windows, run by wine's cmd.exe, with all of kirikae behind them. */
const bench = {} as { folder: string; wine: Wine };

beforeAll(async () => {
  bench.folder = await mkdtemp(join(tmpdir(), 'kirikae-wine-'));
  bench.wine = await startWine(bench.folder);
}, 300_000);

afterAll(async () => {
  await bench.wine?.close();
  await rm(bench.folder, { recursive: true, force: true });
});

/** Prints a batch file, lets a user `edit` it, and runs it on a node of the cluster. */
async function batch(
  { a, file, folder }: Cluster,
  event: string,
  { env = {}, binary = bench.wine.executable, edit = (text: string) => text } = {},
) {
  const paths = ['--binary', seen(binary), '--config', seen(file)];
  const { stdout } = await a.run('script', 'clusterpro', event, '--group', 'web', '--os', 'windows', ...paths);
  const path = join(folder, `${event} it.bat`);
  await writeFile(path, edit(stdout));
  return bench.wine.batch(path, { ...a.env, KIRIKAE_STATE_DIR: seen(a.state), ...env });
}

const START = { env: { CLP_EVENT: 'START' } };

describe('under cmd.exe', () => {
  it('start, monitor and stop end in the codes of the interface', async () => {
    const cluster = await newCluster();
    expect(await batch(cluster, 'start')).toMatchObject({ code: 2, stderr: expect.stringContaining('MANAGER_ABSENT') });
    expect(await batch(cluster, 'monitor')).toMatchObject({ code: 7 });
    expect(await batch(cluster, 'start', START)).toMatchObject({ code: 0 });
    expect(cluster.holder()).toBe('web-1');
    expect(await batch(cluster, 'monitor')).toMatchObject({ code: 0 });
    await batch(cluster, 'stop', { env: { CLP_FACTOR: 'GROUPMOVE' } });
    expect(cluster.holder(), 'kept for the other server').toBe('web-1');
    expect(await batch(cluster, 'stop', { env: { CLP_FACTOR: 'GROUPSTOP' } })).toMatchObject({ code: 0 });
    expect(cluster.holder()).toBeNull();
    cluster.simulator.faults.add({ kind: 'deny' });
    const denied = await batch(cluster, 'start', START);
    expect(denied).toMatchObject({ code: 22, stderr: expect.stringMatching(/AWS_DENIED .*\[exit 22, run \w+\]/) });
  });

  it('what the user adds before and after the call runs, and the code stays', async () => {
    const cluster = await newCluster();
    cluster.simulator.faults.add({ kind: 'deny' });
    const edit = (text: string) =>
      text
        .replace(/(before, go here\.\r\n)/, '$1echo before\r\n')
        .replace(/(stays what it was\.\r\n)/, '$1echo after\r\n');
    const { code, stdout } = await batch(cluster, 'start', { ...START, edit });
    expect([code, stdout.match(/before|after/g)]).toEqual([22, ['before', 'after']]);
  });

  it('the program that is missing is a failure that says so', async () => {
    const ended = await batch(await newCluster(), 'start', { ...START, binary: '/nowhere/kirikae.exe' });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('NOT_INSTALLED web: cannot activate, there is no program Z:\\nowhere\\kirikae.exe;');
    const odd = '/nowhere/k & echo INJECTED & rem/kirikae.exe';
    const told = await batch(await newCluster(), 'start', { ...START, binary: odd });
    expect(told).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('print this script again [exit 1]'),
    });
  });

  it('the program of a clone is called, and its own path is the one that it prints into scripts', async () => {
    const cluster = await newCluster();
    const { wrapper } = bench.wine;
    expect(await batch(cluster, 'start', { ...START, binary: wrapper })).toMatchObject({ code: 0 });
    expect(cluster.holder()).toBe('web-1');
    const path = join(cluster.folder, 'print.bat');
    await writeFile(
      path,
      `@call "${seen(wrapper)}" script clusterpro start --group web -c "${seen(cluster.file)}"\r\n`,
    );
    const { code, stdout } = await bench.wine.batch(path, cluster.a.env);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`set "KIRIKAE=${seen(wrapper)}"`)]);
    expect(stdout).toContain(`--config "${seen(cluster.file)}"`);
  });
});
