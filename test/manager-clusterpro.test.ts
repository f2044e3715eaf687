import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Cluster, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';
import { managerOf, printed } from './manager-script.ts';

/** A cluster under CLUSTERPRO, and its three scripts on each node. */
async function newClusterpro(content?: string) {
  const cluster = await newCluster(content);
  const { run, replace } = await managerOf(cluster, { clusterpro: true });
  const texts: Record<string, string> = {};
  for (const event of ['start', 'stop', 'monitor']) texts[event] = await printed(cluster, 'clusterpro', event);
  const script =
    (event: string) =>
    (node: Cluster['a'], env: Record<string, string> = {}) =>
      run(node, texts[event] ?? '', [], env);
  return { ...cluster, start: script('start'), stop: script('stop'), monitor: script('monitor'), replace };
}

it('starts on START, fails over on FAILOVER, and its monitors tell which server is active', async () => {
  const { a, b, start, monitor, holder } = await newClusterpro();
  const first = await start(a, { CLP_EVENT: 'START', CLP_SERVER: 'HOME', CLP_GROUPNAME: 'web', CLP_DISK: 'SUCCESS' });
  expect(first.code).toBe(0);
  const told = first.log.filter((line) => line.startsWith('clplogcmd')); // where that is slow, logger is told as well
  expect(told).toEqual([
    expect.stringMatching(
      /^clplogcmd -m kirikae: web is active on web-1, in [\d.]+ s \[run \w+\] \(CLP_EVENT=START CLP_SERVER=HOME CLP_DISK=SUCCESS CLP_GROUPNAME=web\) -l INFO --alert$/,
    ),
  ]);
  expect(await start(b, { CLP_EVENT: 'FAILOVER' })).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-2');
  expect([await monitor(a), await monitor(b)]).toMatchObject([
    { code: 7, log: [] },
    { code: 0, log: [] },
  ]);
});

it.each(['RECOVER', 'START', 'FAILOVER'])('activates on %s without a warning', async (CLP_EVENT) => {
  const { a, start, holder } = await newClusterpro();
  expect(await start(a, { CLP_EVENT })).toMatchObject({ code: 0, stderr: '' });
  expect(holder()).toBe('web-1');
});

it('activates on an event that it does not know, and warns', async () => {
  const { a, start, holder } = await newClusterpro();
  const { code, log, stderr } = await start(a, { CLP_EVENT: 'NEWLY' });
  expect(code).toBe(0);
  expect(log).toEqual([expect.stringMatching(/-m kirikae: web is active on web-1, .* -l WARN/)]);
  expect(stderr).toContain('kirikae: warning: MANAGER_EVENT CLP_EVENT is NEWLY');
  expect(holder()).toBe('web-1');
});

it('neither looks nor writes on a standby server', async () => {
  const { a, start, simulator } = await newClusterpro();
  const before = simulator.calls.length;
  expect(await start(a, { CLP_EVENT: 'STANDBY' })).toEqual({ code: 0, stdout: '', stderr: '', log: [] });
  expect(simulator.calls.length).toBe(before);
});

it('refuses to start by hand, with 2 and the reason, and stops and monitors without the variable', async () => {
  const { a, start, stop, monitor, calls } = await newClusterpro();
  const { code, stderr, log } = await start(a);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^kirikae: MANAGER_ABSENT web: cannot activate, CLUSTERPRO did not start this: CLP_EVENT is not set/,
  );
  expect(log[0]).toMatch(/MANAGER_ABSENT.* -l ERR/);
  expect(calls()).toEqual([]);
  expect(await monitor(a)).toMatchObject({ code: 7 });
  expect(await stop(a)).toMatchObject({ code: 0 });
});

it.each([
  ['GROUPSTOP', 'stop', null],
  ['GROUPMOVE', 'move', 'web-1'],
  ['GROUPFAILOVER', 'failover', 'web-1'],
  ['RESOURCERESTART', 'restart', 'web-1'],
  ['', 'stop', null],
])(
  'stops for %s with the reason %s, also when the group had been started by a fail-over',
  async (CLP_FACTOR, reason, after) => {
    const { a, start, stop, holder } = await newClusterpro();
    await start(a, { CLP_EVENT: 'START' });
    expect(await stop(a, { CLP_EVENT: 'FAILOVER', CLP_FACTOR })).toMatchObject({ code: 0 });
    expect(holder()).toBe(after);
    const begun = (await a.journal()).filter(({ kind }) => kind === 'begin').at(-1);
    expect(begun).toMatchObject({ reason });
  },
);

it('takes 23 for a success and warns, and passes every failure on with its own code', async () => {
  const missing = plus(EIP.replace('public-address', 'other').replace('abcdef0', 'abcdef1'), 'required: false');
  const { a, start, simulator } = await newClusterpro(fileOf(RECORD, missing));
  const degraded = await start(a, { CLP_EVENT: 'START' });
  expect(degraded.code).toBe(0);
  expect(degraded.log).toEqual([
    expect.stringMatching(/-m kirikae: web is active on web-1 but for other: degraded, .* -l WARN --alert$/),
  ]);
  simulator.faults.add({ kind: 'deny' });
  const denied = await start(a, { CLP_EVENT: 'START' });
  expect(denied.code).toBe(22);
  expect(denied.log[0]).toMatch(/AWS_DENIED.* \[exit 22, run \w+\].* -l ERR/);
});

it('takes the reason of the command line over that of the cluster', async () => {
  const { a, holder } = await newClusterpro();
  await a.run('activate', 'web');
  const around = { env: { CLP_FACTOR: 'GROUPMOVE' } };
  await a.runIn(around, 'deactivate', 'web', '--manager', 'clusterpro', '--reason', 'stop');
  expect(holder()).toBeNull();
});

it('writes into the syslog where there is no cluster log', async () => {
  const cluster = await newCluster();
  const { run } = await managerOf(cluster);
  const start = await printed(cluster, 'clusterpro', 'start');
  const { code, log } = await run(cluster.a, start, [], { CLP_EVENT: 'START' });
  expect([code, ...log]).toEqual([
    0,
    expect.stringMatching(/^logger -t kirikae -p daemon.info web is active on web-1, in /),
  ]);
});

it('fails, and says so in the cluster log, when the program is gone', async () => {
  const cluster = await newCluster();
  const { run } = await managerOf(cluster, { clusterpro: true });
  const gone = ['--binary', '/nowhere/kirikae'];
  for (const event of ['start', 'stop', 'monitor']) {
    const script = await printed(cluster, 'clusterpro', event, ...gone);
    const { code, stderr, log } = await run(cluster.a, script, [], { CLP_EVENT: 'START' });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^kirikae: NOT_INSTALLED web: cannot \w+, there is no program \/nowhere\/kirikae; install it/,
    );
    expect(log).toEqual([expect.stringMatching(/^clplogcmd -m kirikae: NOT_INSTALLED web: .* -l ERR --alert$/)]);
  }
});

it('writes nothing into the log for a monitor that cannot tell and is tolerated: it comes again every few seconds', async () => {
  const { a, start, monitor, simulator } = await newClusterpro();
  await start(a, { CLP_EVENT: 'START' });
  simulator.faults.add({ kind: 'deny' });
  const { code, log } = await monitor(a);
  expect([code, log]).toEqual([0, []]);
});

describe('a log that cannot be written', () => {
  const loop = (path: string) => symlink(path, path);
  const stubborn = (path: string) => writeFile(path, "#!/bin/sh\ntrap '' TERM\nsleep 60\n", { mode: 0o755 });

  it.each([
    ['cannot even be started', loop],
    ['does not end', stubborn],
  ])('changes no exit code when its program %s, and is a warning', async (_, put) => {
    const { a, start, monitor, replace, simulator, folder } = await newClusterpro();
    for (const name of ['clplogcmd', 'logger']) await replace(name, put);
    const unwritten = expect.stringMatching(
      /^kirikae: warning: LOG_UNWRITTEN the line could not .* clplogcmd, logger$/m,
    );
    expect(await start(a)).toMatchObject({ code: 2, stderr: unwritten });
    expect(await start(a, { CLP_EVENT: 'START' })).toMatchObject({ code: 0, stderr: unwritten });
    simulator.faults.add({ kind: 'deny' });
    expect(await start(a, { CLP_EVENT: 'START' })).toMatchObject({ code: 22, stderr: unwritten });
    expect(await monitor(a)).toMatchObject({ code: 7 });
    const env = { PATH: `${join(folder, 'log programs')}:/usr/bin:/bin` };
    const wrong = await a.runIn({ env }, 'activate', 'web', '--manager', 'clusterpro', '--nonsense');
    expect(wrong.code).toBe(2);
  });

  it('is the system log where the program of the cluster does not end', async () => {
    const { a, start, replace } = await newClusterpro();
    await replace('clplogcmd', stubborn);
    const { code, log } = await start(a, { CLP_EVENT: 'START' });
    expect([code, log]).toEqual([0, [expect.stringMatching(/^logger .* web is active on web-1, in /)]]);
  });

  it('leaves out what the manager tells where there is no room for it', async () => {
    const { a, start } = await newClusterpro();
    const { log } = await start(a, { CLP_EVENT: 'START', CLP_GROUPNAME: 'x'.repeat(100_000) });
    expect(log[0]).toMatch(/^clplogcmd -m kirikae: web is active on web-1, in [\d.]+ s \[run \w+\] -l INFO --alert$/);
  });
});
