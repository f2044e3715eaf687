import {
  bareEnvironment,
  type NodeOptions,
  type RouteTable,
  type SimulatedNode,
  type Simulator,
  serviceHarness,
  startSimulator,
  watchService,
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
  const { url, region } = simulator;
  const routeTableIds = tables.map(({ id }) => id);
  const fields = {
    destination: DESTINATION,
    routeTableIds,
    create: true,
    region,
    endpoints: { ec2: url },
    ...(!metadata && { metadata: 'off' }),
    ...config,
  };
  return {
    ...serviceHarness(simulator, 'ec2'),
    simulator,
    tables,
    nodeA,
    nodeB,
    holders: () =>
      [nodeA, nodeB].filter((node) => tables.every((table) => leadsTo(table, node))).map(({ name }) => name),
    a: { name: 'a', env: bareEnvironment(nodeA) },
    b: { name: 'b', env: bareEnvironment(nodeB) },
    ...(!metadata && { nodes: { a: entryOf(nodeA), b: entryOf(nodeB) } }),
    config: fields,
    beside: [simulator.addRouteTable().id, 'rtb-0000000000000dead', simulator.addRouteTable().id].map((id) => ({
      ...fields,
      routeTableIds: [id],
    })),
  };
}

const leadsTo = ({ routes }: RouteTable, node: SimulatedNode): boolean =>
  routes.some(
    ({ destination, networkInterfaceId }) => destination === DESTINATION && networkInterfaceId === interfaceOf(node),
  );

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
  const { actionsOf } = watchService(world.simulator, 'ec2');
  return { ...world, a: bench.a, b: bench.b, faults, calls, onCall, lead, targets, actionsOf };
}

/** The id of a node's primary interface. */
export const interfaceOf = (node: SimulatedNode): string => node.interfaces[0]?.id ?? '';
