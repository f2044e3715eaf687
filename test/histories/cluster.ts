import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SimulatedNode, type Simulator, startSimulator } from '@kirikae/simulator';
import { chanceOf } from './chance.ts';
import { pass, waitingAt } from './clock.ts';
import type { Engine } from './engine.ts';
import { makeMachine } from './machine.ts';
import type { Node } from './node.ts';
import { installPrograms } from './program.ts';
import { type Recorder, record } from './recorder.ts';
import { makeService, programsOf, type Service } from './service.ts';
import { fileOf, type Variant } from './variant.ts';

/** A simulated AWS, nodes in it, and a recorder of all that happens to what they share. */
export interface Cluster {
  readonly engine: Engine;
  readonly simulator: Simulator;
  readonly nodes: readonly Node[];
  readonly service: Service;
  readonly recorder: Recorder;
  /** Draws how long something takes, in ms: mostly some, seldom hundreds. */
  readonly duration: () => number;
  close(): Promise<void>;
}

const ZONE = 'Z0123456789ABCDEFGHIJ';
const OTHERS = [{ name: 'other.example.com', type: 'A', ttl: 60, values: ['192.0.2.1'] }];

/** In memory where there is such a folder: waiting for a disk would be most of the time. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Opens a cluster of `count` nodes in which nobody holds anything. `move`: after how many ms a private address is listed where it was sent. */
export async function openCluster(
  engine: Engine,
  { nodes: count, variant, seed, move }: { nodes: number; variant: Variant; seed: number; move: number },
): Promise<Cluster> {
  const simulator = await startSimulator();
  const { url, region, world } = simulator;
  world.addressMoveMs = move;
  const root = await mkdtemp(join(folder, 'kirikae-history-'));
  const duration = durations(seed);
  const [address, other] = [simulator.addAddress(), simulator.addAddress()];
  const zone = simulator.addZone({ id: ZONE, name: 'example.com', recordSets: OTHERS });
  const tables = [simulator.addRouteTable(), simulator.addRouteTable()];
  const program = join(root, 'service.sh');
  await writeFile(program, '');
  await chmod(program, 0o755);
  const routeTables = tables.map(({ id }) => id);
  const things = { url, region, allocationId: address.allocationId, zone: ZONE, routeTables, program };
  const nodes: Node[] = [];
  for (let index = 0; index < count; index++) {
    const name = `node-${index}`;
    const simulated = await simulator.addNode({ name });
    for (const one of simulated.interfaces) one.sourceDestCheck = false;
    const node = makeNode(index, name, simulated, root, engine, (wanted) => fileOf(wanted, things));
    await mkdir(node.state, { mode: 0o700 });
    await node.edit(variant);
    nodes.push(node);
  }
  const service = makeService();
  installPrograms(programsOf(service, duration));
  simulator.onCall(() => pass(duration()));
  waitingAt(() => simulator.calls.filter(({ status }) => status === 0).length);
  const recorder = record(simulator, { address, other, zone, tables, service }, nodes);
  const close = async () => {
    await simulator.close();
    await rm(root, { recursive: true, force: true });
  };
  return { engine, simulator, nodes, service, recorder, duration, close };
}

function makeNode(
  index: number,
  name: string,
  simulated: SimulatedNode,
  root: string,
  { registry }: Engine,
  content: (variant: Variant) => string,
): Node {
  const [state, file] = [join(root, `${name}-state`), join(root, `${name}.yaml`)];
  const env = {
    ...simulated.env,
    PATH: '/usr/bin',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  };
  const options = {
    group: 'web',
    configPath: file,
    stateDirectory: state,
    registry,
    version: '0.0.0',
    env,
    node: name,
  };
  const node: Node = {
    index,
    name,
    machine: makeMachine(name, state),
    simulated,
    state,
    variant: {} as Variant,
    options: () => options,
    async edit(variant) {
      node.variant = variant;
      await writeFile(file, content(variant));
    },
  };
  return node;
}

/** Mostly some ms, seldom hundreds. */
function durations(seed: number): () => number {
  const chance = chanceOf(seed);
  return () => Math.round(1 + 400 * chance() ** 4);
}
