import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Address,
  type Call,
  type SimulatedNode,
  type Simulator,
  startSimulator,
  type Zone,
} from '@kirikae/simulator';
import { expect } from 'vitest';
import { type Ended, kirikae, type Running, type Surroundings, start } from './binary.ts';
import { whenFinished } from './finished.ts';

/** The address and the zone that every cluster has. */
export const ALLOCATION = 'eipalloc-0123456789abcdef0';
export const ZONE = 'Z0123456789ABCDEFGHIJ';

/** One node: where its binary runs, and what it left behind. */
export interface ClusterNode {
  readonly name: string;
  readonly simulated: SimulatedNode;
  readonly env: Readonly<Record<string, string>>;
  readonly state: string;
  run(...args: string[]): Promise<Ended>;
  /** The same in other surroundings: `env` is added to the node's own. */
  runIn(surroundings: Surroundings, ...args: string[]): Promise<Ended>;
  start(...args: string[]): Running;
  /** Resolves when so many runs have come for the lock of the group `web`. */
  inLine(runs: number): Promise<void>;
  /** The entries of its journal, oldest first; none if there is no journal. */
  journal(): Promise<Entry[]>;
}

/** The JSON document of a run, as far as the tests look at it. */
export interface Document {
  readonly dryRun?: boolean;
  readonly command: string;
  readonly runId: string;
  readonly outcome: string;
  readonly exitCode: number;
  readonly tolerated: boolean;
  readonly elapsedMs: number;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly resource: string | null;
  } | null;
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly resource?: string }[];
  readonly notTried?: readonly { readonly resource: string; readonly action: string; readonly why: string }[];
  readonly apiCalls: Readonly<Record<string, number>>;
  readonly resources: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly writes: readonly {
      readonly action: string;
      readonly outcome: string;
      readonly elapsedMs: number;
      readonly requestId: string | null;
    }[];
  }[];
}

/** What a run with `--json` printed; fails the test if that is not one document. */
export const documentOf = ({ stdout }: Ended): Document => JSON.parse(stdout);

/** One line of a journal, as far as the tests look at it. */
export interface Entry {
  readonly run: string;
  readonly kind: 'begin' | 'intent' | 'outcome' | 'end';
  readonly write?: number;
  readonly action?: string;
  readonly outcome?: string;
  readonly requestId?: string | null;
}

/** Calls that are held back: whatever shall happen meanwhile has all the time that it needs. */
export interface Held {
  /** The first of them, when it has arrived. */
  readonly sent: Promise<Call>;
  letGo(): void;
}

/** A simulated AWS, two nodes in it, and one file for both. */
export interface Cluster {
  readonly simulator: Simulator;
  readonly folder: string;
  readonly file: string;
  readonly a: ClusterNode;
  readonly b: ClusterNode;
  readonly address: Address;
  readonly zone: Zone;
  rewrite(content: string | Uint8Array): Promise<void>;
  /** The calls to EC2 and Route 53 so far, of one node or of all. */
  calls(node?: ClusterNode): Call[];
  writes(node?: ClusterNode): Call[];
  /** Holds the calls of this action back from now on: AWS handles none of them before they are let go. */
  hold(action: string): Held;
  /** The name of the node that has the address; null if none has. */
  holder(): string | null;
  /** The values of a record; undefined if there is no such record. */
  record(name: string, type?: string): string[] | undefined;
}

/** A folder that is removed when the test is over. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kirikae-test-'));
  whenFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A file with the group `web` and these resources, each in YAML's one-line form. */
export const fileOf = (...resources: string[]): string =>
  `version: 1\ngroups:\n  web:\n    resources:\n${resources.map((resource) => `      - ${resource}\n`).join('')}`;

/** Adds a field to a resource in that form. */
export const plus = (resource: string, field: string): string => resource.replace(/ }$/, `, ${field} }`);

/** The resources that most tests use. */
export const EIP = `{ name: public-address, type: aws/eip, allocationId: ${ALLOCATION} }`;
export const RECORD = `{ name: www, type: aws/route53, hostedZoneId: ${ZONE}, records: [{ name: www.example.com, type: A, value: private-ipv4 }] }`;

/** Starts it; all of it is gone when the test is over. */
export async function newCluster(content: string = fileOf(EIP)): Promise<Cluster> {
  const folder = await newFolder();
  const simulator = await startSimulator();
  whenFinished(() => simulator.close());
  const address = simulator.addAddress({ allocationId: ALLOCATION, publicIp: '203.0.113.50' });
  const zone = simulator.addZone({ id: ZONE, name: 'example.com' });
  const file = join(folder, 'kirikae.yaml');
  await writeFile(file, content, { mode: 0o600 });
  const a = await newNode(simulator, folder, file, 'web-1', 'a');
  const b = await newNode(simulator, folder, file, 'web-2', 'b');
  const calls = (node?: ClusterNode) =>
    simulator.calls.filter(({ service, caller }) => service !== 'imds' && (!node || caller === node.name));
  return {
    simulator,
    folder,
    file,
    a,
    b,
    address,
    zone,
    rewrite: (text) => writeFile(file, text),
    calls,
    writes: (node) => calls(node).filter(({ write }) => write),
    hold: (action) => hold(simulator, action),
    holder: () => {
      const at = simulator.world.interfaces.find(({ id }) => id === address.networkInterfaceId);
      return [a, b].find(({ simulated }) => simulated.instanceId === at?.instanceId)?.name ?? null;
    },
    record: (name, type = 'A') => zone.recordSets.find((set) => set.name === `${name}.` && set.type === type)?.values,
  };
}

function hold(simulator: Simulator, action: string): Held {
  const sent = Promise.withResolvers<Call>();
  const gate = Promise.withResolvers<void>();
  const remove = simulator.onCall(async (call) => {
    if (call.action !== action) return;
    sent.resolve(call);
    await gate.promise;
  });
  const letGo = () => {
    remove();
    gate.resolve();
  };
  whenFinished(letGo);
  return { sent: sent.promise, letGo };
}

async function newNode(
  simulator: Simulator,
  folder: string,
  file: string,
  name: string,
  letter: string,
): Promise<ClusterNode> {
  const simulated = await simulator.addNode({
    name,
    instanceId: `i-0123456789abcdef${letter}`,
    interfaces: [
      {
        id: `eni-0123456789abcdef${letter}`,
        privateIpv4s: [`10.0.1.1${letter === 'a' ? 0 : 1}`],
        sourceDestCheck: false, // as whoever has routes to it sets it
      },
    ],
  });
  const home = join(folder, name);
  const state = join(home, 'state');
  await mkdir(home, { mode: 0o700 });
  const env = { ...simulated.env, HOME: home, KIRIKAE_CONFIG: file, KIRIKAE_NODE: name, KIRIKAE_STATE_DIR: state };
  const runIn = (around: Surroundings, ...args: string[]) =>
    kirikae(args, { ...around, env: { ...env, ...around.env } });
  return {
    name,
    simulated,
    env,
    state,
    run: (...args) => runIn({}, ...args),
    runIn,
    start: (...args) => start(args, { env }),
    inLine: (runs) => expect.poll(() => readdir(join(state, 'web.lock')), { timeout: 60_000 }).toHaveLength(runs),
    journal: async () => {
      const text = await readFile(join(state, 'journal.jsonl'), 'utf8').catch(() => '');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
  };
}
