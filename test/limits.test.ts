import { expect, it } from 'vitest';
import { type ClusterNode, fileOf, newCluster, ZONE } from './cluster.ts';
import { activeHere } from './in-process.ts';

/* Big groups under AWS's own limits: what is looked at together is asked for together. Counted are requests, which no machine's speed changes. */

const actionsOf = (calls: readonly { readonly action: string }[]) => {
  const counts: Record<string, number> = {};
  for (const { action } of calls) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
};

const FIFTY = Array.from({ length: 50 }, (_, n) => `{ name: n${n}.example.com, type: A, value: private-ipv4 }`);

it.each([
  ['one resource', fileOf(`{ type: aws/route53, hostedZoneId: ${ZONE}, records: [${FIFTY.join(', ')}] }`), 1],
  [
    'fifty resources',
    fileOf(
      ...FIFTY.map(
        (record, n) => `{ name: n${n}, type: aws/route53, hostedZoneId: ${ZONE}, after: [], records: [${record}] }`,
      ),
    ),
    50,
  ],
])('fifty records of %s are found, or known to be away, by one request', async (_, content, batches) => {
  const { a, b, simulator, zone, calls } = await activeHere(content);
  const since = async (node: ClusterNode, ...args: string[]) => {
    const before = calls(node).length;
    const ended = await node.run(...args, '--json');
    return [ended.code, actionsOf(calls(node).slice(before))];
  };
  for (let n = 0; n < 100; n++)
    zone.recordSets.push({ name: `m${n}.example.com.`, type: 'A', ttl: 60, values: ['192.0.2.1'] });
  if (batches === 1) {
    simulator.faults.add({ kind: 'bucket', burst: 5, perSecond: 5, service: 'route53' });
    expect(await since(b, 'activate', 'web', '--timeout', '60s')).toEqual([
      0,
      { ListResourceRecordSets: 1, ChangeResourceRecordSets: 1 },
    ]);
  } else await b.run('activate', 'web', '--timeout', '60s');
  expect(await since(b, 'monitor', 'web', '--timeout', '60s')).toEqual([0, { ListResourceRecordSets: 1 }]);
  expect(await since(a, 'status', 'web')).toEqual([0, { ListResourceRecordSets: 1 }]);
});

it('a hundred addresses, private addresses and routes are looked at by one request each', async () => {
  const { a, simulator, calls, rewrite } = await newCluster();
  const own = a.simulated.interfaces[0];
  const resources = Array.from({ length: 100 }, (_, n) => {
    const address = `10.0.2.${n + 1}`;
    own?.privateIpv4s.push(address);
    const { allocationId } = simulator.addAddress();
    const { id } = simulator.addRouteTable({ routes: { '10.9.0.0/24': own?.id ?? '' } });
    return [
      `{ name: e${n}, type: aws/eip, allocationId: ${allocationId}, privateIp: ${address}, after: [] }`,
      `{ name: p${n}, type: aws/private-ip, address: ${address}, after: [] }`,
      `{ name: r${n}, type: aws/route-table, destination: 10.9.0.0/24, routeTableIds: [${id}], after: [] }`,
    ];
  });
  await rewrite(fileOf(...resources.flat()));
  const status = await a.run('status', 'web', '--json');
  expect([status.code, actionsOf(calls(a))]).toEqual([
    0,
    { DescribeAddresses: 1, DescribeRouteTables: 1, DescribeNetworkInterfaces: 2 }, // the addresses, and the source/destination check
  ]);
  await rewrite(fileOf(...resources.map(([eip = '']) => eip)));
  const before = calls(a).length;
  expect(await a.run('activate', 'web', '--timeout', '4m')).toMatchObject({ code: 0 });
  const { AssociateAddress, DescribeAddresses } = actionsOf(calls(a).slice(before));
  expect(AssociateAddress).toBe(100);
  expect(DescribeAddresses).toBeLessThanOrEqual(150); // 4 where all writes take about as long, some tens where they do not; 300 if each were looked at alone
}, 300_000);
