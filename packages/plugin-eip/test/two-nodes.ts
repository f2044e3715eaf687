import {
  type Address,
  bareEnvironment,
  type NodeOptions,
  type SimulatedNode,
  type Simulator,
  serviceHarness,
  startSimulator,
  watchService,
} from '@kirikae/simulator';
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
  const { url, region } = simulator;
  return {
    ...serviceHarness(simulator, 'ec2'),
    simulator,
    address,
    nodeA,
    nodeB,
    holders: () =>
      [nodeA, nodeB].filter((node) => interfaceOf(node) === address.networkInterfaceId).map(({ name }) => name),
    ...(listed && { nodes: { a: entryOf(nodeA), b: entryOf(nodeB) } }),
    a: { name: 'a', env: bareEnvironment(nodeA) },
    b: { name: 'b', env: bareEnvironment(nodeB) },
    config: { allocationId: address.allocationId, region, endpoints: { ec2: url }, ...config },
  };
}

/** The fields of further addresses, each with a place of its own, and of one that is not there. */
export function besideOf({ simulator, nodeA, nodeB, config }: World): NonNullable<Harness['beside']> {
  const ids = [simulator.addAddress().allocationId, 'eipalloc-0000000000000dead', simulator.addAddress().allocationId];
  return ids.map((allocationId, n) => ({ ...config, allocationId, privateIp: seatOf(nodeA, nodeB, n) }));
}

/** Another private address of each node. */
function seatOf(a: SimulatedNode, b: SimulatedNode, n: number) {
  const [onA, onB] = [a, b].map(({ interfaces: [first] }) => {
    const address = `${first?.privateIpv4s[0]?.replace(/\d+$/, '')}${200 + n}`;
    first?.privateIpv4s.push(address);
    return address;
  });
  return { perNode: { a: onA, b: onB } };
}

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
  const { asked, actionsOf, beforeCall } = watchService(world.simulator, 'ec2');
  const beforeCallOfA = (which: (action: string) => boolean, happening: () => unknown) =>
    beforeCall('a', ({ action }) => which(action), happening);
  return { ...world, a, b, asked, actionsOf, beforeCallOfA, holder: () => world.address.networkInterfaceId };
}

/** The id of a node's primary interface. */
export const interfaceOf = (node: SimulatedNode): string => node.interfaces[0]?.id ?? '';
