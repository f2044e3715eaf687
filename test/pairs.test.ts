import { ASYNCHRONOUS, type World } from '@kirikae/simulator';
import { describe, expect, it } from 'vitest';
import { ALLOCATION, type Cluster, type ClusterNode, documentOf, fileOf, newCluster, plus, RECORD } from './cluster.ts';

/*
 * The two pairs that clusters on AWS usually have, as the peers' agents do it: a floating private address with an Elastic IP on it, and an
 * overlay address that route tables lead to the active node. Both by the built binary, at once and as late as AWS is on an ordinary day.
 */

const FLOATING = '10.0.1.100';
const OVERLAY = '10.9.0.1/32';
const PRIVATE = `{ name: floating, type: aws/private-ip, address: ${FLOATING} }`;
const ON_IT = `{ name: public-address, type: aws/eip, allocationId: ${ALLOCATION}, privateIp: ${FLOATING} }`;

/** A pair on two nodes: who has all of it, by the world's own truth, or null; and the write in the middle of which its node is killed. */
interface Pair {
  readonly cluster: Cluster;
  readonly holder: () => string | null;
  readonly middle: string;
}

async function floating(): Promise<Pair> {
  const cluster = await newCluster(fileOf(PRIVATE, ON_IT));
  const { simulator, address, a, b } = cluster;
  const lists = ({ simulated }: ClusterNode) =>
    simulator.world.interfaces.some(
      ({ instanceId, privateIpv4s }) => instanceId === simulated.instanceId && privateIpv4s.includes(FLOATING),
    );
  const holder = () => [a, b].find((node) => lists(node) && isOn(node))?.name ?? null;
  const isOn = ({ simulated }: ClusterNode) =>
    address.networkInterfaceId === simulated.interfaces[0]?.id && address.privateIp === FLOATING;
  return { cluster, holder, middle: 'AssignPrivateIpAddresses' };
}

async function overlay(): Promise<Pair> {
  const cluster = await newCluster();
  const { simulator, a, b } = cluster;
  for (const each of simulator.world.interfaces) each.sourceDestCheck = true;
  const tables = [1, 2].map(() => simulator.addRouteTable());
  const ids = tables.map(({ id }) => id).join(', ');
  const routes = `{ name: overlay, type: aws/route-table, destination: ${OVERLAY}, routeTableIds: [${ids}], create: true }`;
  await cluster.rewrite(fileOf(routes, RECORD));
  const at = (node: ClusterNode) =>
    tables.every(({ routes: own }) => own.at(-1)?.networkInterfaceId === node.simulated.interfaces[0]?.id);
  return { cluster, holder: () => [a, b].find(at)?.name ?? null, middle: 'ReplaceRoute' };
}

type Case = [string, () => Promise<Pair>];
const FLOATS: Case = ['a floating private address with an Elastic IP on it', floating];
const ROUTED: Case = ['routes to an overlay address, with the source/destination check on', overlay];

/** `ASYNCHRONOUS` is the profile in which the suite stands: moves, metadata and Route 53 take their time. */
const profiles: [string, Partial<World>, Case[]][] = [
  ['at once', {}, [FLOATS, ROUTED]],
  ['as late as on an ordinary day', ASYNCHRONOUS, [FLOATS]],
];

describe.each(profiles)('%s', (_, profile, pairs) => {
  it.each(pairs)('%s: both ways, each time foreseen by the dry run', async (__, open) => {
    const { cluster, holder } = await open();
    Object.assign(cluster.simulator.world, profile);
    const { a, b } = cluster;
    for (const [node, other] of [
      [a, b],
      [b, a],
      [a, b],
    ] as const) {
      const before = holder();
      expect(await node.run('activate', 'web', '--dry-run')).toMatchObject({ code: 0 });
      expect(holder()).toBe(before);
      expect(await node.run('activate', 'web')).toMatchObject({ code: 0 });
      expect(holder()).toBe(node.name);
      expect(await node.run('monitor', 'web')).toMatchObject({ code: 0 });
      expect(await other.run('monitor', 'web')).toMatchObject({ code: 7 });
    }
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(await a.run('monitor', 'web')).toMatchObject({ code: 7 });
  });

  it.each(pairs)('%s: killed in the middle of a take-over, on either node', async (__, open) => {
    const { cluster, holder, middle } = await open();
    Object.assign(cluster.simulator.world, profile);
    const { a, b, hold, simulator } = cluster;
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0 });
    for (const [node, next] of [
      [b, b],
      [a, b],
    ] as const) {
      if (holder() === node.name) expect(await next.run('deactivate', 'web')).toMatchObject({ code: 0 });
      const { sent, letGo } = hold(middle);
      const killed = node.start('activate', 'web');
      await sent;
      killed.kill('SIGKILL');
      await killed.ended;
      letGo();
      await simulator.idle();
      expect(await next.run('activate', 'web')).toMatchObject({ code: 0 });
      expect(holder()).toBe(next.name);
    }
  });
});

it('an Elastic IP on a floating address is planned on the standby, with what could not be tried', async () => {
  const { cluster } = await floating();
  const { a, b, calls } = cluster;
  await a.run('activate', 'web');
  const plan = documentOf(await b.run('activate', 'web', '--dry-run', '--json'));
  expect(plan).toMatchObject({
    exitCode: 0,
    resources: [
      { writes: [{ action: 'ec2:AssignPrivateIpAddresses', outcome: 'planned' }] },
      { writes: [{ action: 'ec2:AssociateAddress', outcome: 'planned' }] },
    ],
    notTried: [{ resource: 'floating', action: 'ec2:AssignPrivateIpAddresses', why: 'only the write itself can tell' }],
  });
  expect(calls(b).filter(({ dryRun }) => dryRun)).toMatchObject([
    { action: 'AssociateAddress', error: 'DryRunOperation' },
  ]);
});

it('an Elastic IP on an address that nothing brings is exit 2, and on one that comes only after it in the end too', async () => {
  const { cluster } = await floating();
  const { b, rewrite, writes } = cluster;
  await rewrite(fileOf(ON_IT));
  expect(documentOf(await b.run('activate', 'web', '--json'))).toMatchObject({
    exitCode: 2,
    error: { code: 'ADDRESS_UNKNOWN' },
  });
  expect(writes()).toEqual([]);
  await rewrite(fileOf(ON_IT, plus(PRIVATE, 'after: [public-address]')));
  expect(documentOf(await b.run('activate', 'web', '--json'))).toMatchObject({
    exitCode: 2,
    error: { code: 'ADDRESS_UNKNOWN', resource: 'public-address' },
  });
});

it('a source/destination check that is on is a warning of activate, monitor and status, with the command that mends it', async () => {
  const { cluster } = await overlay();
  const { a } = cluster;
  const said =
    /^kirikae: warning: ADVICE web\/overlay: the source\/destination check of eni-0123456789abcdefa is on, .* aws ec2 modify-network-interface-attribute --network-interface-id eni-0123456789abcdefa --no-source-dest-check --region ap-northeast-1$/m;
  for (const command of ['activate', 'monitor', 'status']) {
    const { code, stderr } = await a.run(command, 'web');
    expect([code, stderr]).toEqual([0, expect.stringMatching(said)]);
  }
});
