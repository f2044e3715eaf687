import { expect, it } from 'vitest';
import { documentOf, EIP, fileOf, newCluster, ZONE } from './cluster.ts';

/* Nodes that have IPv6 alone: what does not need IPv4 works on them, and what does is told at once. */

const FLOATING = '2001:db8::100';
const PRIVATE = `{ name: floating, type: aws/private-ip, address: "2001:DB8:0::100" }`;
const RECORD = `{ name: www, type: aws/route53, hostedZoneId: ${ZONE}, records: [{ name: www.example.com, type: AAAA, value: ipv6 }] }`;

async function ipv6Only() {
  const cluster = await newCluster();
  const { simulator } = cluster;
  for (const [at, each] of simulator.world.interfaces.entries())
    Object.assign(each, { privateIpv4s: [], ipv6s: [`2001:db8::${at + 1}`] });
  const { id } = simulator.addRouteTable();
  const routes = `{ name: inside, type: aws/route-table, destination: "fd00:9::1/128", routeTableIds: [${id}], create: true }`;
  await cluster.rewrite(fileOf(PRIVATE, routes, RECORD));
  const holders = () =>
    simulator.world.interfaces.filter(({ ipv6s }) => ipv6s.includes(FLOATING)).map(({ id: eni }) => eni);
  const route = () => simulator.world.routeTables[0]?.routes.at(-1)?.networkInterfaceId;
  return { ...cluster, holders, route };
}

it('the whole journey of a floating address, routes and a record, both ways', async () => {
  const { a, b, holders, route, record } = await ipv6Only();
  expect((await a.run('config', 'check')).code).toBe(0);
  for (const [node, other] of [
    [a, b],
    [b, a],
    [a, b],
  ] as const) {
    const [own] = node.simulated.interfaces;
    expect(await node.run('activate', 'web', '--dry-run')).toMatchObject({ code: 0 });
    expect(await node.run('activate', 'web')).toMatchObject({ code: 0 });
    expect([holders(), route()]).toEqual([[own?.id], own?.id]);
    expect(record('www.example.com', 'AAAA')).toEqual([node === a ? '2001:db8::1' : '2001:db8::2']);
    expect(await node.run('monitor', 'web')).toMatchObject({ code: 0 });
    expect(await other.run('monitor', 'web')).toMatchObject({ code: 7 });
    expect((await node.run('status', 'web')).code).toBe(0);
  }
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
  expect(holders()).toEqual([]);
});

it.each([
  ['an Elastic IP', EIP],
  [
    'a private IPv4 address as the value of a record',
    RECORD.replace('AAAA', 'A').replace('value: ipv6', 'value: private-ipv4'),
  ],
])('%s is exit 2 at once, before any write', async (_, resource) => {
  const { a, rewrite, writes } = await ipv6Only();
  await rewrite(fileOf(resource));
  const document = documentOf(await a.run('activate', 'web', '--json'));
  expect(document).toMatchObject({ exitCode: 2, error: { code: 'ADDRESS_NONE' } });
  expect(document.error?.message).toContain('this node has no private IPv4 address');
  expect((await a.run('config', 'check')).code).toBe(2);
  expect(writes()).toEqual([]);
});
