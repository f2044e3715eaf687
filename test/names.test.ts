import { expect, it } from 'vitest';
import { documentOf, EIP, fileOf, newCluster } from './cluster.ts';

/* What apps/docs/guides/operations.md says of names that are changed while the group is active. */

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
