import { type RecordSet, type SimulatedNode, type Simulator, startSimulator, type Zone } from '@kirikae/simulator';
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
  const zone = simulator.addZone({ name: 'example.com', recordSets: present });
  const { faults, calls, url, region } = simulator;
  const plain = (action: string) => action.replace(/^route53:/, '');
  return {
    simulator,
    zone,
    a: { name: 'a', env: envOf(a) },
    b: { name: 'b', env: envOf(b) },
    config: { hostedZoneId: zone.id, region, endpoints: { route53: url }, records, ...config },
    calls: () =>
      calls
        .filter(({ service }) => service === 'route53')
        .map(({ caller, action, write }) => ({ node: caller ?? 'nobody', action: `route53:${action}`, write })),
    trouble: {
      silent: () => faults.add({ kind: 'unreachable', how: 'silent', service: 'route53' }),
      unreachable: () => faults.add({ kind: 'unreachable', how: 'refuse', service: 'route53' }),
      throttled: (action, times) => faults.add({ kind: 'throttle', service: 'route53', action: plain(action), times }),
      denied: (action) => faults.add({ kind: 'deny', service: 'route53', action: plain(action) }),
      lost: (action, times) => faults.add({ kind: 'lostResponse', service: 'route53', action: plain(action), times }),
    },
    close: () => simulator.close(),
  };
}

/** The node's environment: where its metadata service is, and no file of credentials. */
const envOf = ({ imdsUrl }: SimulatedNode) => ({
  AWS_EC2_METADATA_SERVICE_ENDPOINT: imdsUrl,
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
});

/** A world for one test, the commands of its two nodes, and what was asked of Route 53. */
export async function twoNodes(options?: WorldOptions) {
  const world = await startWorld(options);
  const bench = await openBench({ type: recordSets, harness: () => world });
  onTestFinished(() => bench.close());
  const { calls, onCall, world: aws } = world.simulator;
  /** What a node asked of Route 53 since `from`. */
  const asked = (caller: string, from = 0) =>
    calls.slice(from).filter((call) => call.caller === caller && call.service === 'route53');
  /** Runs `happening` once, before A's next batch is handled. */
  const beforeBatchOfA = (happening: () => unknown) => {
    const stop = onCall(async ({ caller, write }) => {
      if (caller !== 'a' || !write) return;
      stop();
      await happening();
    });
  };
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
