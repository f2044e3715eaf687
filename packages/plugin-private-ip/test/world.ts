import {
  bareEnvironment,
  type NodeOptions,
  type SimulatedNode,
  type Simulator,
  serviceHarness,
  startSimulator,
} from '@kirikae/simulator';
import type { Harness } from '@kirikae/testkit';

// what the machine that runs the tests has for AWS must not get into them
for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];

/** The addresses that move here. */
export const V4 = '10.0.3.100';
export const V6 = '2001:db8::64';

/** A simulated AWS with two nodes in one subnet, and an address that is at no interface. */
export interface World extends Harness {
  readonly simulator: Simulator;
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
  /** Added to node A's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a world; `config` is added to the resource's fields. */
export async function startWorld({
  config = {},
  interfaces,
  listed = false,
  env = {},
}: WorldOptions = {}): Promise<World> {
  const simulator = await startSimulator();
  const nodeA = await simulator.addNode({ name: 'a', ...(interfaces && { interfaces }) });
  const nodeB = await simulator.addNode({ name: 'b' });
  const { url, region } = simulator;
  const fields = { address: V4, region, endpoints: { ec2: url }, ...config };
  const primary = nodeB.interfaces[0]?.privateIpv4s[0]; // that of a node is none to be moved
  return {
    ...serviceHarness(simulator, 'ec2'),
    simulator,
    nodeA,
    nodeB,
    holders: () => {
      const address = String(config['address'] ?? V4);
      const has = (node: SimulatedNode) =>
        node.interfaces.some((one) => [...one.privateIpv4s, ...one.ipv6s].includes(address));
      return [nodeA, nodeB].filter(has).map(({ name }) => name);
    },
    ...(listed && { nodes: { a: entryOf(nodeA), b: entryOf(nodeB) } }),
    a: { name: 'a', env: { ...bareEnvironment(nodeA), ...env } },
    b: { name: 'b', env: bareEnvironment(nodeB) },
    config: fields,
    beside: (fields.address === V4 ? ['10.0.0.201', primary, '10.0.0.202'] : [`${V6}01`, `${V6}02`]).map((address) => ({
      ...fields,
      address,
    })),
  };
}

const entryOf = ({ instanceId, interfaces: [first] }: SimulatedNode) => ({
  instanceId,
  networkInterfaceId: first?.id,
  privateIpv4: first?.privateIpv4s[0],
});

/** The id of a node's primary interface. */
export const interfaceOf = (node: SimulatedNode): string => node.interfaces[0]?.id ?? '';
