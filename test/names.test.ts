import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { documentOf, EIP, fileOf, newCluster, RECORD } from './cluster.ts';

/* Names that are changed while the group is active, as apps/docs/guides/operations.md says, and names of all kinds. */

const SHOP = fileOf(EIP).replace('  web:', '  shop:');

it('a group that was renamed is let go of by its old name, from the state record, and then taken by the new one', async () => {
  const { a, rewrite, holder } = await newCluster();
  await a.run('activate', 'web');
  await rewrite(SHOP);
  const stopped = await a.run('deactivate', 'web', '--json');
  expect(documentOf(stopped)).toMatchObject({ exitCode: 0, warnings: [{ code: 'GROUP_UNKNOWN' }] });
  expect(holder()).toBeNull();
  expect(await a.run('activate', 'shop')).toMatchObject({ code: 0 });
  expect(holder()).toBe('web-1');
});

it('a resource that was renamed is in the record by both names, until a stop has let go of it', async () => {
  const { a, rewrite, holder, writes } = await newCluster();
  await a.run('activate', 'web');
  await rewrite(fileOf(EIP.replace('public-address', 'front')));
  expect(await a.run('monitor', 'web')).toMatchObject({ code: 0 });
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(writes()).toHaveLength(1);
  const stopped = documentOf(await a.run('deactivate', 'web', '--json'));
  expect(stopped.resources.map(({ name }) => name)).toEqual(['front', 'public-address']);
  expect(stopped.exitCode).toBe(0);
  expect(holder()).toBeNull();
  expect(documentOf(await a.run('deactivate', 'web', '--json')).resources).toMatchObject([{ outcome: 'unchanged' }]);
});

it('a group with a capital on a host with an underscore and a domain is taken, monitored, told and let go of', async () => {
  const { a, rewrite, record } = await newCluster();
  const values = '{ perNode: { db_1: 192.0.2.1, DB-2.example.com: 192.0.2.2 } }';
  await rewrite(fileOf(RECORD.replace('private-ipv4', values)).replace('  web:', '  Failover1:'));
  const run = (...args: string[]) => a.runIn({ env: { KIRIKAE_NODE: 'DB_1.Example.com' } }, ...args);
  expect(await run('activate', 'Failover1')).toMatchObject({ code: 0 });
  expect(record('www.example.com')).toEqual(['192.0.2.1']);
  expect(await run('monitor', 'Failover1')).toMatchObject({ code: 0 });
  expect(documentOf(await run('status', 'Failover1', '--json'))).toMatchObject({ node: { name: 'db_1' } });
  expect((await run('script', 'clusterpro', 'start', '--group', 'Failover1')).stdout).toContain('activate Failover1');
  expect(await readdir(a.state)).toContain('%46ailover1.state.json');
  expect(await run('deactivate', 'Failover1')).toMatchObject({ code: 0 });
  expect(await run('monitor', 'Failover1')).toMatchObject({ code: 7 });
  await a.runIn({ env: { KIRIKAE_NODE: 'db-2.example.com' } }, 'activate', 'Failover1');
  expect(record('www.example.com')).toEqual(['192.0.2.2']);
});
