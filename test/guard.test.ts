import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ClusterNode, documentOf, EIP, fileOf, newCluster } from './cluster.ts';
import { managerOf, printed } from './manager-script.ts';
import { LEADER, newPatroni, REPLICA, type Told } from './patroni-api.ts';

/** Two nodes, each with its Patroni; `round` is one of a guard. */
async function newGuarded(content = fileOf(EIP)) {
  const cluster = await newCluster(content);
  const of = { [cluster.a.name]: await newPatroni(REPLICA), [cluster.b.name]: await newPatroni(REPLICA) };
  const patroni = (node: ClusterNode) => of[node.name] ?? expect.unreachable();
  const round = (node: ClusterNode, ...args: string[]) => {
    const env = { KIRIKAE_PATRONI_URL: patroni(node).url };
    return node.runIn({ env }, 'guard', 'web', '--manager', 'patroni', ...args);
  };
  return { ...cluster, patroni, round };
}

const SILENT = { code: 0, stdout: '', stderr: '' };

it('gives a leader its address back that another node took, within one round, and then is silent', async () => {
  const { a, b, patroni, round, holder, writes, calls } = await newGuarded();
  await a.run('activate', 'web');
  patroni(a).tell(LEADER);
  expect(await round(a)).toMatchObject(SILENT);
  await b.run('activate', 'web');
  const lost = calls().length;
  expect(await round(a)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^web is active/) });
  expect(holder()).toBe('web-1');
  const looks = calls()
    .slice(lost)
    .map(({ action }) => action);
  expect(looks.indexOf('AssociateAddress'), 'one look of the guard and one of activate, and no doubts').toBe(2);
  const before = calls().length;
  expect(await round(a)).toMatchObject(SILENT);
  expect(patroni(a).asked.slice(-1)).toEqual(['/primary']);
  expect(
    calls()
      .slice(before)
      .map(({ action }) => action),
    'one read a round',
  ).toEqual(['DescribeAddresses']);
  expect(writes(b)).toHaveLength(1);
});

it.each(['master', 'primary'])('knows a leader that is called %s', async (role) => {
  const { a, patroni, round, holder } = await newGuarded();
  patroni(a).tell([200, role]);
  expect(await round(a)).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-1');
});

it('lets go, as one that moves, of what is active on a node that does not lead, once', async () => {
  const { a, round, holder } = await newGuarded();
  await a.run('activate', 'web');
  expect(await round(a)).toMatchObject({ code: 0 });
  expect((await a.journal()).filter(({ kind }) => kind === 'begin').at(-1)).toMatchObject({
    command: 'deactivate',
    reason: 'move',
  });
  expect(holder(), 'no gap before the leader takes it').toBe('web-1');
  const before = (await a.journal()).length;
  expect(await round(a)).toMatchObject(SILENT);
  expect(await a.journal()).toHaveLength(before);
});

it.each<[string, Told]>([
  ['the leader of a standby cluster', [503, 'standby_leader']],
  ['a primary without the lock', [503, 'master']],
  ['the holder of the lock that is not yet primary', [200, 'replica']],
])('does nothing for %s', async (_, told) => {
  const { a, b, patroni, round, holder, calls } = await newGuarded();
  await a.run('activate', 'web');
  for (const node of [a, b]) patroni(node).tell(told);
  const before = calls().length;
  for (const node of [a, b]) expect(await round(node)).toMatchObject(SILENT);
  expect(calls()).toHaveLength(before);
  expect(holder()).toBe('web-1');
});

it('says once that Patroni does not tell, then less and less often, and does nothing', async () => {
  const { a, patroni, round, calls } = await newGuarded();
  patroni(a).tell(null);
  const { code, lastLine } = await round(a);
  expect(code).toBe(20);
  expect(lastLine).toMatch(
    /^kirikae: MANAGER_SILENT web: Patroni does not tell .*500 without a role.*; see that Patroni runs/,
  );
  await writeFile(join(a.state, 'web.guard'), `20 ${Date.now()} silent`);
  expect(await round(a)).toMatchObject(SILENT);
  expect(calls()).toEqual([]);
  patroni(a).tell(LEADER);
  expect(await round(a), 'a role that is told ends the pause').toMatchObject({ code: 0, stdout: /is active/ });
});

it('tries less often what has failed, and again at once when that is over', async () => {
  const { a, patroni, round, simulator, calls } = await newGuarded();
  patroni(a).tell(LEADER);
  simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
  const file = join(a.state, 'web.guard');
  expect(await round(a)).toMatchObject({ code: 22 });
  expect(await readFile(file, 'utf8')).toMatch(/^1 \d+ leader$/);
  await writeFile(file, `20 ${Date.now()} leader`);
  const before = calls().length;
  expect(await round(a)).toMatchObject(SILENT);
  expect(calls()).toHaveLength(before);
  simulator.faults.clear();
  await writeFile(file, '20 0 leader');
  expect(await round(a)).toMatchObject({ code: 0 });
  expect(await readdir(a.state)).not.toContain('web.guard');
});

it('neither waits for a callback that is at work nor overtakes it', async () => {
  const { a, patroni, round, hold } = await newGuarded();
  patroni(a).tell(LEADER);
  const { sent, letGo } = hold('DescribeAddresses');
  const callback = a.start('deactivate', 'web', '--manager', 'patroni');
  await sent;
  expect(await round(a)).toMatchObject(SILENT);
  letGo();
  expect(await callback.ended).toMatchObject({ code: 0 });
  expect((await a.journal()).filter(({ kind }) => kind === 'begin')).toHaveLength(1);
});

it('writes nothing when the node leads no longer at the moment of the write', async () => {
  const { a, b, patroni, round, holder, writes } = await newGuarded();
  await b.run('activate', 'web');
  let questions = 0;
  patroni(a).tell(() => (++questions === 1 ? LEADER : REPLICA));
  expect(await round(a)).toMatchObject(SILENT);
  expect(questions).toBe(2);
  expect(writes(a)).toEqual([]);
  expect(holder()).toBe('web-2');
});

it.each(['patroni', 'keepalived'])('is called by the unit that is printed for %s', async (manager) => {
  const cluster = await newCluster();
  const { a, file } = cluster;
  const { run } = await managerOf(cluster);
  const unit = await printed(cluster, manager, 'guard');
  expect(unit).toMatch(/^OnUnitInactiveSec=5$/m);
  const line = /^ExecStart=(.*)$/m.exec(unit)?.[1];
  expect(line).toMatch(new RegExp(` guard web --manager ${manager} --config ${file}$`));
  const env = { KIRIKAE_PATRONI_URL: (await newPatroni(null)).url };
  const { code, log } = await run(a, `exec ${line}\n`, [], env);
  expect([code, log]).toEqual([20, [expect.stringMatching(/daemon\.err MANAGER_SILENT web: /)]]);
});

it.each(['pacemaker', 'systemd', 'clusterpro'])(
  'is not printed for %s, which asks again by itself',
  async (manager) => {
    const { a } = await newCluster();
    const { code, lastLine } = await a.run('script', manager, 'guard', '--group', 'web');
    expect([code, lastLine]).toEqual([2, expect.stringContaining('SCRIPT_REFUSED')]);
  },
);

it('tells in JSON what it did, and that it did nothing', async () => {
  const { a, patroni, round } = await newGuarded();
  expect(documentOf(await round(a, '--json'))).toMatchObject({ command: 'guard', exitCode: 0, error: null });
  patroni(a).tell(LEADER);
  expect(documentOf(await round(a, '--json'))).toMatchObject({
    command: 'guard',
    outcome: 'done',
    resources: [{ name: 'public-address', outcome: 'done' }],
  });
});

it('knows of keepalived what the notify script noted, and whether it still runs', async () => {
  const cluster = await newCluster();
  const { a, b, holder } = cluster;
  const { run, startUnder } = await managerOf(cluster);
  const notify = await printed(cluster, 'keepalived');
  const round = () => a.run('guard', 'web', '--manager', 'keepalived');
  expect(await round()).toMatchObject({ code: 20, lastLine: expect.stringMatching(/MANAGER_SILENT web: keepalived/) });

  const keepalived = await startUnder(a, notify, 'INSTANCE', 'VI_1', 'MASTER', '100');
  await once(keepalived, 'exit'); // as one that died
  await a.run('activate', 'web');
  expect(await round()).toMatchObject({ code: 0 });
  expect((await a.journal()).filter(({ kind }) => kind === 'begin').at(-1)).toMatchObject({
    command: 'deactivate',
    reason: 'failover',
  });

  await run(a, notify, ['INSTANCE', 'VI_1', 'MASTER', '100']);
  await b.run('activate', 'web');
  expect(await round()).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-1');
  expect(await round()).toMatchObject(SILENT);

  await run(a, notify, ['INSTANCE', 'VI_1', 'BACKUP', '100']);
  await a.run('activate', 'web');
  expect(await round()).toMatchObject({ code: 0 });
  expect((await a.journal()).filter(({ kind }) => kind === 'begin').at(-1)).toMatchObject({
    command: 'deactivate',
    reason: 'move',
  });
  expect(await round()).toMatchObject(SILENT);
});
