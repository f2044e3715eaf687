import {
  type NodeOptions,
  type RouteTable,
  type SimulatedNode,
  type Simulator,
  startSimulator,
} from '@kirikae/simulator';
import { type Harness, openBench } from '@kirikae/testkit';
import { onTestFinished, vi } from 'vitest';
import { routeTable } from '../src/route-table.ts';

// what the machine that runs the tests has for AWS must not get into them
for (const key of Object.keys(process.env)) if (key.startsWith('AWS_')) delete process.env[key];
vi.setConfig({ testTimeout: 60_000 });

export const DESTINATION = '10.9.0.1/32';

/** A simulated AWS with two nodes and route tables. */
export interface World extends Harness {
  readonly simulator: Simulator;
  readonly tables: readonly RouteTable[];
  readonly nodeA: SimulatedNode;
  readonly nodeB: SimulatedNode;
}

/** What a test may want otherwise. */
export interface WorldOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly tables?: number;
  readonly interfaces?: NodeOptions['interfaces'];
  /** False: the file says under `nodes:` who the nodes are, without their addresses. */
  readonly metadata?: boolean;
}

/** Starts a world in which no table has a route for the destination; `config` is added to the resource's fields. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { config = {}, tables: count = 3, interfaces, metadata = true } = options;
  const simulator = await startSimulator();
  const nodeA = await simulator.addNode({ name: 'a', ...(interfaces && { interfaces }) });
  const nodeB = await simulator.addNode({ name: 'b' });
  for (const { interfaces: own } of [nodeA, nodeB]) for (const each of own) each.sourceDestCheck = false;
  const tables = Array.from({ length: count }, () => simulator.addRouteTable());
  const { faults, calls, url, region } = simulator;
  const routeTableIds = tables.map(({ id }) => id);
  const plain = (action: string) => action.replace(/^ec2:/, '');
  return {
    simulator,
    tables,
    nodeA,
    nodeB,
    a: { name: 'a', env: envOf(nodeA) },
    b: { name: 'b', env: envOf(nodeB) },
    ...(!metadata && { nodes: { a: entryOf(nodeA), b: entryOf(nodeB) } }),
    config: {
      destination: DESTINATION,
      routeTableIds,
      create: true,
      region,
      endpoints: { ec2: url },
      ...(!metadata && { metadata: 'off' }),
      ...config,
    },
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

/** What a file says of a node. */
const entryOf = (node: SimulatedNode) => ({ instanceId: node.instanceId, networkInterfaceId: interfaceOf(node) });

/** A world for one test, the commands of its two nodes, what each table leads to, and the actions that were asked for. */
export async function twoNodes(options?: WorldOptions) {
  const world = await startWorld(options);
  const bench = await openBench({ type: routeTable, harness: () => world });
  onTestFinished(() => bench.close());
  const { calls, faults, onCall } = world.simulator;
  const lead = (target: string, tables = world.tables) => {
    for (const { routes } of tables)
      routes.push({ destination: DESTINATION, networkInterfaceId: target, gatewayId: null });
  };
  const targets = (destination = DESTINATION) =>
    world.tables.map(({ routes }) => routes.find((each) => each.destination === destination)?.networkInterfaceId);
  /** The actions that a node asks for while `body` runs. */
  const actionsOf = async (caller: string, body: () => Promise<unknown>) => {
    const from = calls.length;
    await body();
    return calls.slice(from).flatMap((call) => (call.caller === caller && call.service === 'ec2' ? [call.action] : []));
  };
  return { ...world, a: bench.a, b: bench.b, faults, calls, onCall, lead, targets, actionsOf };
}

/** The id of a node's primary interface. */
export const interfaceOf = (node: SimulatedNode): string => node.interfaces[0]?.id ?? '';
