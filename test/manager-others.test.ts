import { once } from 'node:events';
import { expect, it } from 'vitest';
import { EIP, fileOf, newCluster, plus } from './cluster.ts';
import { managerOf, printed } from './manager-script.ts';

/** An address that is released whatever the reason. */
const RELEASED = plus(EIP, 'onDeactivate: release');

/** A cluster, and the printed script of a manager on each of its nodes. */
async function newManaged(manager: string, content?: string) {
  const cluster = await newCluster(content);
  const { run, startUnder, lines } = await managerOf(cluster);
  const script = await printed(cluster, manager);
  const call = (node: typeof cluster.a, ...args: string[]) => run(node, script, args);
  const startCall = (node: typeof cluster.a, ...args: string[]) => startUnder(node, script, ...args);
  return { ...cluster, call, startCall, lines };
}

const CALLS = { keepalived: ['INSTANCE', 'VI_1', 'MASTER', '100'], patroni: ['on_role_change', 'master', 'db'] };

it.each(Object.entries(CALLS))(
  'writes nothing for %s when that was killed while the API was silent, and says so',
  async (manager, args) => {
    const { a, b, call, startCall, holder, hold, writes, lines } = await newManaged(manager);
    const { sent, letGo } = hold('DescribeAddresses');
    const parent = await startCall(a, ...args);
    await sent;
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    letGo();
    await call(b, ...args);
    await expect.poll(lines, { timeout: 30_000 }).toContainEqual(expect.stringMatching(/MANAGER_GONE/));
    const told = (await lines()).find((line) => line.includes('MANAGER_GONE'));
    expect(told).toMatch(
      /daemon\.err MANAGER_GONE web\/public-address: .*what called this has ended \(process \d+\).*\[exit 20, run \w+\]$/,
    );
    expect(writes(a)).toEqual([]);
    expect(holder()).toBe('web-2');
    expect((await a.journal()).slice(-3)).toMatchObject([
      { kind: 'intent' },
      { kind: 'outcome', outcome: 'failed', error: 'MANAGER_GONE' },
      { kind: 'end', outcome: 'unreachable', exitCode: 20 },
    ]);
  },
);

it('releases what it was told to release also when the manager has ended meanwhile, as it does when it stops', async () => {
  const { a, call, startCall, holder, hold, lines } = await newManaged('patroni');
  await call(a, 'on_start', 'master', 'db');
  const before = (await lines()).length;
  const { sent, letGo } = hold('DescribeAddresses');
  const parent = await startCall(a, 'on_stop', 'master', 'db');
  await sent;
  parent.kill('SIGKILL');
  letGo();
  // the line in the log is the last that it writes
  await expect.poll(async () => (await lines()).length, { timeout: 30_000 }).toBeGreaterThan(before);
  expect(holder()).toBeNull();
});

const begun = async ({ journal }: Awaited<ReturnType<typeof newManaged>>['a']) =>
  (await journal()).filter(({ kind }) => kind === 'begin').at(-1);

it('follows the states of keepalived', async () => {
  const { a, b, call, holder } = await newManaged('keepalived');
  const state = (node: typeof a, name: string) => call(node, 'INSTANCE', 'VI_1', name, '100');
  expect(await state(a, 'MASTER')).toMatchObject({
    code: 0,
    log: [expect.stringMatching(/^logger -t kirikae -p daemon.info web is active on web-1, in [\d.]+ s \[run \w+\]$/)],
  });
  for (const [name, reason] of Object.entries({ BACKUP: 'move', FAULT: 'failover' })) {
    expect(await state(a, name)).toMatchObject({ code: 0 });
    expect(await begun(a)).toMatchObject({ command: 'deactivate', reason });
    expect(holder(), 'no gap before the other is master').toBe('web-1');
  }
  await state(b, 'MASTER');
  expect(holder()).toBe('web-2');
  await state(a, 'STOP');
  expect(holder()).toBe('web-2');
  await state(b, 'STOP');
  expect(holder()).toBeNull();
});

it('gives the master back what another took that was master for a moment, and changes no state of the first', async () => {
  const { a, b, call, holder } = await newManaged('keepalived');
  await call(a, 'INSTANCE', 'VI_1', 'MASTER', '100');
  await call(b, 'INSTANCE', 'VI_1', 'MASTER', '50');
  await call(b, 'INSTANCE', 'VI_1', 'BACKUP', '50');
  expect(holder()).toBe('web-2');
  expect(await call(a, 'INSTANCE', 'VI_1', 'MASTER_RX_LOWER_PRI', '100')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-1');
});

it('refuses a state of keepalived that it does not know', async () => {
  const { a, call, calls } = await newManaged('keepalived');
  const { code, log } = await call(a);
  expect(code).toBe(2);
  expect(log).toEqual([expect.stringMatching(/STATE_UNKNOWN web: .*keepalived gave the state ''/)]);
  expect(calls()).toEqual([]);
});

it.each(['move', 'stop'])(
  'ends active after a flap: master again while the stop of a moment ago (%s) still runs',
  async (reason) => {
    const { a, b, call, holder, hold } = await newManaged('keepalived', fileOf(RELEASED));
    await call(a, 'INSTANCE', 'VI_1', 'MASTER', '100');
    const { sent, letGo } = hold('DisassociateAddress');
    const backup = a.start('deactivate', 'web', '--manager', 'keepalived', '--reason', reason);
    await sent;
    const master = call(a, 'INSTANCE', 'VI_1', 'MASTER', '100');
    await a.inLine(2);
    letGo();
    expect(await master).toMatchObject({ code: 0 });
    expect(await backup.ended).toMatchObject({ code: 0 });
    expect(holder()).toBe('web-1');
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
    expect(await b.run('monitor', 'web')).toMatchObject({ code: 7 });
  },
);

it('starts and stops by the command lines of the unit for systemd, which keeps what they say in the journal', async () => {
  const cluster = await newCluster();
  const { a, holder, simulator } = cluster;
  const { run } = await managerOf(cluster);
  const unit = await printed(cluster, 'systemd');
  const line = (name: string) => `exec ${new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1]}\n`;
  expect(await run(a, line('ExecStart'))).toMatchObject({ code: 0, stderr: '', log: [] });
  expect(holder()).toBe('web-1');
  simulator.faults.add({ kind: 'deny', times: 1 });
  expect(await run(a, line('ExecStop'))).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('AWS_DENIED'),
    log: [],
  });
  expect(await run(a, line('ExecStop'))).toMatchObject({ code: 0, log: [] });
  expect(holder()).toBeNull();
});

it('ends at once when it is asked a second time, and says so', async () => {
  const { a, hold } = await newCluster();
  const { sent } = hold('AssociateAddress');
  const running = a.start('activate', 'web', '--manager', 'pacemaker');
  await sent;
  await running.notify('SIGTERM');
  running.kill('SIGTERM');
  const { code, lastLine } = await running.ended;
  expect(code).toBe(1);
  expect(lastLine).toMatch(/^kirikae: INTERRUPTED interrupted by SIGTERM again.*\[exit 1\]$/);
});
