import { expect, it } from 'vitest';
import { documentOf, EIP, newCluster, plus, RECORD } from './cluster.ts';

/** A group of an address, routes in three tables and a record set, all of which node web-2 has; `after` as the file may say it. */
async function allElsewhere(after?: string) {
  const cluster = await newCluster();
  const { simulator, rewrite, b } = cluster;
  const tables = [0, 1, 2].map(() => simulator.addRouteTable({ routes: { '10.9.0.1/32': 'eni-0123456789abcdefb' } }));
  const ids = tables.map(({ id }) => id).join(', ');
  const routes = `{ name: routes, type: aws/route-table, destination: 10.9.0.1/32, routeTableIds: [${ids}] }`;
  const resources = [EIP, routes, RECORD].map((each) => (after ? plus(each, after) : each));
  await rewrite(
    `version: 1\ngroups:\n  web:\n    resources:\n${resources.map((each) => `      - ${each}\n`).join('')}`,
  );
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  const led = () => tables.map(({ routes: [, route] }) => route?.networkInterfaceId);
  return { ...cluster, led };
}

it.each([
  ['side by side', 'after: []', 11], // with the look at the source/destination check
  ['one after the other', undefined, 15],
])('a group of address, three tables and record set is moved %s', async (_, after, most) => {
  const { a, b, calls, writes, holder, record, led } = await allElsewhere(after);
  const document = documentOf(await a.run('activate', 'web', '--json'));
  expect(document).toMatchObject({ exitCode: 0, warnings: [] });
  expect(
    writes(a)
      .map(({ action }) => action)
      .sort(),
  ).toEqual(['AssociateAddress', 'ChangeResourceRecordSets', 'ReplaceRoute', 'ReplaceRoute', 'ReplaceRoute']);
  expect(calls(a).length).toBeLessThanOrEqual(most);
  expect([holder(), record('www.example.com'), new Set(led())]).toEqual([
    'web-1',
    ['10.0.1.10'],
    new Set(['eni-0123456789abcdefa']),
  ]);
  expect(await b.run('monitor', 'web')).toMatchObject({ code: 7 });
});

it('where nothing is to be done, it only reads', async () => {
  const { b, calls, writes } = await allElsewhere('after: []');
  const [before, written] = [calls(b).length, writes(b).length];
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect(writes(b).length).toBe(written);
  expect(calls(b).length - before).toBeLessThanOrEqual(6);
});
