import {
  bareEnvironment,
  type RecordSet,
  type Simulator,
  serviceHarness,
  startSimulator,
  watchService,
  type Zone,
} from '@kirikae/simulator';
import { type Harness, openBench } from '@kirikae/testkit';
import { onTestFinished, vi } from 'vitest';
import { recordSets } from '../src/record-sets.ts';

// what the machine that runs the tests has for AWS must not get into them
for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
vi.setConfig({ testTimeout: 60_000 });

/** The record of most tests: it names the private address of the node that holds it. */
export const www = { name: 'www.example.com', type: 'A', value: 'private-ipv4' };

/** A simulated AWS with two nodes and a zone. */
export interface World extends Harness {
  readonly simulator: Simulator;
  readonly zone: Zone;
}

/** What a test may want otherwise. */
export interface WorldOptions {
  /** `www` alone when left out. */
  readonly records?: readonly unknown[];
  /** Added to the resource's fields. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What is in the zone before. */
  readonly present?: RecordSet[];
}

/** Starts a world in which A is 10.0.1.10, 198.51.100.1 and 2001:db8::a, and B the same with 2 and b, without a public address. */
export async function startWorld({ records = [www], config = {}, present = [] }: WorldOptions = {}): Promise<World> {
  const simulator = await startSimulator();
  const [a, b] = await Promise.all([
    simulator.addNode({
      name: 'a',
      interfaces: [{ privateIpv4s: ['10.0.1.10'], ipv6s: ['2001:db8::a'], publicIpv4: '198.51.100.1' }],
    }),
    simulator.addNode({ name: 'b', interfaces: [{ privateIpv4s: ['10.0.2.10'], ipv6s: ['2001:db8::b'] }] }),
  ]);
  simulator.world.healthChecks.push('hc-1', 'hc-2', 'hc-a', 'hc-b');
  const zone = simulator.addZone({ name: 'example.com', recordSets: present });
  const { url, region } = simulator;
  const fields = { hostedZoneId: zone.id, region, endpoints: { route53: url }, ...config };
  return {
    ...serviceHarness(simulator, 'route53'),
    simulator,
    zone,
    holders: () => ['a', 'b'].filter((node) => carries(zone, node)),
    a: { name: 'a', env: bareEnvironment(a) },
    b: { name: 'b', env: bareEnvironment(b) },
    config: { records, ...fields },
    beside: ['a.example.com', 'www.example.org', 'zz.example.com'].map((name) => ({
      ...fields,
      records: [
        { ...www, name },
        { ...www, name: `b.${name}`, type: 'TXT' },
      ],
    })),
  };
}

/** True if the zone answers with what names a node: its address, a set of its own that has a weight, or its load balancer. */
const carries = ({ recordSets: sets }: Zone, node: string): boolean =>
  sets.some(
    ({ weight = 1, values, aliasTarget }) =>
      weight > 0 && (values.includes(ADDRESS[node] ?? '') || aliasTarget?.dnsName.startsWith(`${node}.elb`)),
  );

const ADDRESS: Readonly<Record<string, string>> = { a: '10.0.1.10', b: '10.0.2.10' };

/** A world for one test, the commands of its two nodes, and what was asked of Route 53. */
export async function twoNodes(options?: WorldOptions) {
  const world = await startWorld(options);
  const bench = await openBench({ type: recordSets, harness: () => world });
  onTestFinished(() => bench.close());
  const { world: aws } = world.simulator;
  const { asked, beforeCall } = watchService(world.simulator, 'route53');
  const beforeBatchOfA = (happening: () => unknown) => beforeCall('a', ({ write }) => write, happening);
  return {
    ...world,
    a: bench.a,
    b: bench.b,
    asked,
    beforeBatchOfA,
    batchesOf: (caller: string) => asked(caller).filter(({ write }) => write),
    /** The last accepted batch, as `ACTION TYPE VALUES`. */
    lastBatch: () =>
      aws.changes.at(-1)?.batch.map(({ action, recordSet: { type, values } }) => `${action} ${type} ${values}`),
    /** A set of the zone, by the name as Route 53 writes it. */
    find: (name: string, type = 'A') => world.zone.recordSets.find((set) => set.name === name && set.type === type),
  };
}
