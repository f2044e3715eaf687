import { chmod, mkdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ALLOCATION, type Cluster, documentOf, EIP, fileOf, newCluster, plus, RECORD, ZONE } from './cluster.ts';

/*
 * What `activate` would be refused for a reason that is there before it, `config check` or the dry run tells, by the same code, and nothing is
 * written. apps/docs/guides/known-before.md says it of every code.
 */

type Case = [code: string, file: string, prepare?: (cluster: Cluster) => unknown];

const ROUTE = (more = '') =>
  `{ name: inside, type: aws/route-table, destination: 10.9.0.1/32, routeTableIds: [rtb-0123456789abcdef0]${more} }`;
const PRIVATE = (address: string) => `{ name: floating, type: aws/private-ip, address: ${address} }`;
const PROGRAM =
  '{ name: program, type: exec, activate: [/nowhere/take], deactivate: ["true"], status: [sh, -c, exit 7] }';
const table = (routes: Record<string, string>) => (cluster: Cluster) =>
  cluster.simulator.addRouteTable({ id: 'rtb-0123456789abcdef0', routes });
const there = (cluster: Cluster) => cluster.a.run('activate', 'web');

const byCheck: Case[] = [
  ['CONFIG_INVALID', fileOf(plus(EIP, 'colour: red'))],
  ['VALUE_MISSING', fileOf(plus(EIP, 'privateIp: { perNode: { web-9: 10.0.1.10 } }'))],
  ['TARGET_TWICE', fileOf(EIP, EIP.replace('public-address', 'again'))],
  ['ADDRESS_UNKNOWN', fileOf(plus(EIP, 'privateIp: 10.0.1.77'))],
  ['ADDRESS_NONE', fileOf(RECORD.replace('type: A', 'type: AAAA').replace('private-ipv4', 'ipv6'))],
  ['INTERFACE_UNKNOWN', fileOf(plus(EIP, 'deviceIndex: 3'))],
  ['NODE_IS_ANOTHER', `nodes: { web-2: { instanceId: i-0123456789abcdef9 } }\n${fileOf(EIP)}`],
  ['METADATA_OFF', `defaults: { aws: { metadata: off, region: ap-northeast-1 } }\n${fileOf(EIP)}`],
];

const byDryRun: Case[] = [
  ['AWS_DENIED', fileOf(EIP), ({ simulator }) => simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' })],
  [
    'AWS_DENIED',
    fileOf(ROUTE()),
    (cluster) => {
      table({ '10.9.0.1/32': 'eni-0123456789abcdefa' })(cluster);
      cluster.simulator.faults.add({ kind: 'deny', action: 'ReplaceRoute' });
    },
  ],
  ['AWS_NOT_FOUND', fileOf(EIP.replace(ALLOCATION, 'eipalloc-0123456789abcdef9'))],
  ['AWS_NO_SUCH_ID', fileOf(RECORD.replace(ZONE, 'Z9123456789ABCDEFGHIJ'))],
  ['AWS_CONFLICT', fileOf(plus(EIP, 'takeover: if-free')), there],
  ['AWS_KEPT', fileOf(EIP), ({ address }) => Object.assign(address, { isForeign: true })],
  [
    'AWS_CREDENTIALS_REFUSED',
    fileOf(EIP),
    ({ simulator }) => {
      simulator.world.credentials = [];
    },
  ],
  ['AWS_UNREACHABLE', fileOf(EIP), ({ simulator }) => simulator.stopApi()],
  ['METADATA_SILENT', fileOf(EIP), ({ b }) => b.simulated.stopMetadata()],
  ['PRIVATE_IP_OUTSIDE', fileOf(PRIVATE('10.7.0.1'))],
  ['PRIVATE_IP_PRIMARY', fileOf(PRIVATE('10.0.1.10'))],
  ['ROUTE_MISSING', fileOf(ROUTE()), table({})],
  ['ROUTE_FOREIGN', fileOf(ROUTE()), table({ '10.9.0.1/32': 'igw-0123456789abcdef0' })],
  ['ROUTE53_OUTSIDE', fileOf(RECORD.replace('www.example.com', 'www.example.org'))],
  [
    'ROUTE53_FOREIGN',
    fileOf(RECORD),
    ({ zone }) => zone.recordSets.push({ name: 'www.example.com.', type: 'CNAME', ttl: 30, values: ['a.example.org'] }),
  ],
  [
    'STATE_UNSAFE',
    fileOf(EIP),
    async ({ b }) => {
      await mkdir(b.state, { recursive: true });
      await chmod(b.state, 0o777);
    },
  ],
  ['EXEC_NOT_STARTED', fileOf(PROGRAM)],
  ['CA_BUNDLE_INVALID', `defaults: { aws: { caBundle: /nowhere/ca.pem } }\n${fileOf(EIP)}`],
];

/** What a dry run on the standby says, and then `activate`; by the latter AWS must see no write that took effect. */
async function foreseen(cluster: Cluster) {
  const before = cluster.writes().length;
  const told = documentOf(await cluster.b.run('activate', 'web', '--dry-run', '--json', '--timeout', '6s'));
  expect(cluster.writes()).toHaveLength(before);
  const refused = documentOf(await cluster.b.run('activate', 'web', '--json', '--timeout', '6s'));
  return [told, refused].map(({ error, exitCode }) => [error?.code, exitCode]);
}

async function prepared([, file, prepare]: Case) {
  const cluster = await newCluster();
  await cluster.rewrite(fileOf(EIP));
  await prepare?.(cluster);
  await cluster.rewrite(file);
  return cluster;
}

it.each(byCheck)('%s is told by `config check`, and by the dry run', async (...each) => {
  const [code] = each;
  const cluster = await prepared(each);
  const { stdout, code: exit } = await cluster.b.run('config', 'check', '--json');
  const errors: { code: string }[] = JSON.parse(stdout).errors;
  expect([exit, errors.map((error) => error.code)]).toEqual([2, expect.arrayContaining([code])]);
  const [told, refused] = await foreseen(cluster);
  expect([told, refused]).toEqual([
    [code, 2],
    [code, 2],
  ]);
});

it.each(byDryRun)('%s is told by the dry run', async (...each) => {
  const cluster = await prepared(each);
  const [told, refused] = await foreseen(cluster);
  expect(told).toEqual([each[0], expect.any(Number)]);
  expect(told).toEqual(refused);
});
