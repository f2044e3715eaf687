import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry, type Registry, type RunOptions } from '@kirikae/engine';
import { type SimulatedNode, type Simulator, startSimulator } from '@kirikae/simulator';
import { pass, waitingAt } from './clock.ts';
import { type Machine, makeMachine } from './machine.ts';
import { type Recorder, record } from './recorder.ts';

/** What the file says. Every combination is a file that an operator could write. */
export interface Variant {
  readonly resources: 'eip' | 'dns' | 'both' | 'side by side';
  readonly takeover: 'always' | 'if-free';
  readonly onDeactivate: 'release' | 'keep-when-moving';
  readonly whenUnknown: 'ok' | 'fail';
  readonly timeout: 10 | 25;
}

/** A node of the cluster: its machine, its surroundings, and what the file on it says now. */
export interface Node {
  readonly index: number;
  readonly name: string;
  readonly machine: Machine;
  readonly simulated: SimulatedNode;
  readonly state: string;
  readonly file: string;
  variant: Variant;
  options(): { readonly group: string } & Pick<
    RunOptions,
    'configPath' | 'stateDirectory' | 'registry' | 'version' | 'env' | 'node'
  >;
  edit(variant: Variant): Promise<void>;
}

/** A simulated AWS, nodes in it, and a recorder of all that happens to what they share. */
export interface Cluster {
  readonly simulator: Simulator;
  readonly nodes: readonly Node[];
  readonly recorder: Recorder;
  close(): Promise<void>;
}

export const NAME = 'www.example.com';
const ZONE = 'Z0123456789ABCDEFGHIJ';
const OTHERS = [{ name: 'other.example.com', type: 'A', ttl: 60, values: ['192.0.2.1'] }];

const registry: Registry = createRegistry({
  'aws/eip': () => import('@kirikae/plugin-eip'),
  'aws/route53': () => import('@kirikae/plugin-route53'),
});

/** In memory where there is such a folder: waiting for a disk would be most of the time. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Opens a cluster of `count` nodes in which nobody holds anything. */
export async function openCluster(count: number, variant: Variant, seed: number): Promise<Cluster> {
  const simulator = await startSimulator();
  const root = await mkdtemp(join(folder, 'kirikae-history-'));
  const onItsWay = durations(seed);
  const address = simulator.addAddress();
  const other = simulator.addAddress();
  const zone = simulator.addZone({ id: ZONE, name: 'example.com', recordSets: OTHERS });
  const nodes: Node[] = [];
  for (let index = 0; index < count; index++) {
    const name = `node-${index}`;
    const simulated = await simulator.addNode({ name });
    const node = makeNode(index, name, simulated, root, (wanted) => fileOf(wanted, simulator, address.allocationId));
    await mkdir(node.state, { mode: 0o700 });
    await node.edit(variant);
    nodes.push(node);
  }
  simulator.onCall(() => pass(onItsWay()));
  waitingAt(() => simulator.calls.filter(({ status }) => status === 0).length);
  const recorder = record(simulator, { address, other, zone }, nodes);
  return {
    simulator,
    nodes,
    recorder,
    close: async () => {
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function makeNode(
  index: number,
  name: string,
  simulated: SimulatedNode,
  root: string,
  content: (variant: Variant) => string,
): Node {
  const [state, file] = [join(root, name), join(root, `${name}.yaml`)];
  const env = { ...simulated.env, AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' };
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
    machine: makeMachine(name),
    simulated,
    state,
    file,
    variant: {} as Variant,
    options: () => options,
    async edit(variant) {
      node.variant = variant;
      await writeFile(file, content(variant));
    },
  };
  return node;
}

/** The file, as JSON: that is YAML. */
function fileOf(variant: Variant, { url, region }: Simulator, allocationId: string): string {
  const { takeover, whenUnknown, timeout } = variant;
  const apart = variant.resources === 'side by side' && { after: [] };
  const onDeactivate = takeover === 'if-free' ? 'release' : variant.onDeactivate;
  const eip = { type: 'aws/eip', allocationId, takeover, onDeactivate, ...apart };
  const records = [{ name: NAME, type: 'A', value: 'private-ipv4' }];
  const dns = { type: 'aws/route53', hostedZoneId: ZONE, records, onDeactivate: variant.onDeactivate, ...apart };
  const resources = { eip: [eip], dns: [dns], both: [eip, dns], 'side by side': [eip, dns] }[variant.resources];
  const defaults = { aws: { region, endpoints: { ec2: url, route53: url } } };
  return JSON.stringify({
    version: 1,
    defaults,
    groups: { web: { timeout: `${timeout}s`, whenUnknown, resources } },
  });
}

/** How long each call is on its way, in ms: mostly some, seldom hundreds. By mulberry32, so that a seed gives the same again. */
function durations(seed: number): () => number {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.round(1 + 400 * random() ** 4);
}
