import { type Address, type NodeOptions, type SimulatedNode, type Simulator, startSimulator } from '@kirikae/simulator';
import { type Harness, openBench } from '@kirikae/testkit';
import { onTestFinished, vi } from 'vitest';
import { elasticIp } from '../src/elastic-ip.ts';

// what the machine that runs the tests has for AWS must not get into them
for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
vi.setConfig({ testTimeout: 60_000 });

/** A simulated AWS with two nodes and an address that is associated with nothing. */
export interface World extends Harness {
  readonly simulator: Simulator;
  readonly address: Address;
  readonly nodeA: SimulatedNode;
  readonly nodeB: SimulatedNode;
}

/** What a test may want otherwise. */
export interface WorldOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  /** Those of node A. */
  readonly interfaces?: NodeOptions['interfaces'];
  /** True to have both nodes in the file. */
  readonly listed?: boolean;
}

/** Starts a world; `config` is added to the resource's fields. */
export async function startWorld({ config = {}, interfaces, listed = false }: WorldOptions = {}): Promise<World> {
  const simulator = await startSimulator();
  const nodeA = await simulator.addNode({ name: 'a', ...(interfaces && { interfaces }) });
  const nodeB = await simulator.addNode({ name: 'b' });
  const address = simulator.addAddress();
  const { faults, calls, url, region } = simulator;
  const plain = (action: string) => action.replace(/^ec2:/, '');
  return {
    simulator,
    address,
    nodeA,
    nodeB,
    ...(listed && { nodes: { a: entryOf(nodeA), b: entryOf(nodeB) } }),
    a: { name: 'a', env: envOf(nodeA) },
    b: { name: 'b', env: envOf(nodeB) },
    config: { allocationId: address.allocationId, region, endpoints: { ec2: url }, ...config },
    calls: () =>
      calls
        .filter(({ service }) => service === 'ec2')
        .map(({ caller, action, write }) => ({ node: caller ?? 'nobody', action: `ec2:${action}`, write })),
    trouble: {
      silent: () => faults.add({ kind: 'unreachable', how: 'silent', service: 'ec2' }),
      unreachable: () => faults.add({ kind: 'unreachable', how: 'refuse', service: 'ec2' }),
      throttled: (action, times) => faults.add({ kind: 'throttle', service: 'ec2', action: plain(action), times }),
      denied: (action) => faults.add({ kind: 'deny', service: 'ec2', action: plain(action) }),
      lost: (action, times) => faults.add({ kind: 'lostResponse', service: 'ec2', action: plain(action), times }),
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

const entryOf = ({ instanceId, interfaces: [first] }: SimulatedNode) => ({
  instanceId,
  networkInterfaceId: first?.id,
  privateIpv4: first?.privateIpv4s[0],
});

/** A world for one test, the commands of its two nodes, and the EC2 actions that were asked for since a moment. */
export async function twoNodes(options?: WorldOptions) {
  const world = await startWorld(options);
  const bench = await openBench({ type: elasticIp, harness: () => world });
  onTestFinished(() => bench.close());
  const { a, b } = bench;
  const { calls, onCall } = world.simulator;
  /** What a node asked of EC2 since `from`. */
  const asked = (caller: string, from = 0) =>
    calls.slice(from).filter((call) => call.caller === caller && call.service === 'ec2');
  /** The actions that a node asks for while `body` runs. */
  const actionsOf = async (caller: string, body: () => Promise<unknown>) => {
    const from = calls.length;
    await body();
    return asked(caller, from).map(({ action }) => action);
  };
  /** Runs `happening` once, before A's next call of an action that `which` accepts is handled. */
  const beforeCallOfA = (which: (action: string) => boolean, happening: () => unknown) => {
    const stop = onCall(async ({ caller, action }) => {
      if (caller !== 'a' || !which(action)) return;
      stop();
      await happening();
    });
  };
  return { ...world, a, b, asked, actionsOf, beforeCallOfA, holder: () => world.address.networkInterfaceId };
}

/** The id of a node's primary interface. */
export const interfaceOf = (node: SimulatedNode): string => node.interfaces[0]?.id ?? '';
