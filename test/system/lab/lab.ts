import { globSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Address, type Call, type Simulator, startSimulator, type Zone } from '@kirikae/simulator';
import { ROOT } from '../../binary.ts';
import { ALLOCATION, ZONE } from '../../cluster.ts';
import { printed } from './agent.ts';
import { type Client, startClient } from './client.ts';
import { makeAgents, makeOwn } from './files.ts';
import { openGateway } from './gateway.ts';
import { type Holders, watchHolders } from './holders.ts';
import { logsOf } from './logs.ts';
import { addressOf, clearNetwork, layNetwork, type NodeName } from './network.ts';
import { type LabNode, labNode } from './node.ts';
import { until } from './until.ts';

/** Two nodes with a real cluster manager, a simulated AWS around them, and a client. */
export interface Lab {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly address: Address;
  readonly zone: Zone;
  readonly nodes: Readonly<Record<NodeName, LabNode>>;
  readonly client: Client;
  readonly holders: Holders;
  /** The writes that reached EC2 and Route 53 since then; every one if no time is given. */
  writes(since?: number): Call[];
  /** Holds the calls of a node to this action back from now on: `sent` resolves when the first has arrived. */
  holdBack(caller: NodeName, action: string): { readonly sent: Promise<void>; letGo(): void };
  /** Writes the group's file anew. */
  configure(content: string): Promise<void>;
  /** Waits until the nodes reach AWS and have made their preparations. */
  ready(): Promise<void>;
  /** The end of every log there is. */
  logs(): Promise<string>;
  close(): Promise<void>;
}

/** Where the programs of the newest PostgreSQL are. */
const POSTGRES = globSync('/usr/lib/postgresql/*/bin').sort().at(-1) ?? '';

const PREFIX = 'kirikae-lab-';

/** Makes it all; no node is started yet. What a run that was killed left behind is removed first. */
export async function openLab(content: string, manager: string): Promise<Lab> {
  await clearAway();
  try {
    return await newLab(content, manager);
  } catch (error) {
    await clearAway();
    throw error;
  }
}

async function newLab(content: string, manager: string): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(folder, 0o755); // the daemons that are not root have to get to what is theirs
  await layNetwork();
  const simulator = await startSimulator();
  const address = simulator.addAddress({ allocationId: ALLOCATION, publicIp: '203.0.113.50' });
  const zone = simulator.addZone({ id: ZONE, name: 'example.com' });
  const configure = (text: string) => writeFile(`${folder}/kirikae.yaml`, text, { mode: 0o600 });
  await configure(content);
  await makeAgents(folder);
  await writeFile(`${folder}/agent`, await printed('pacemaker', `${folder}/kirikae.yaml`), { mode: 0o755 });
  await writeFile(`${folder}/notify`, await printed('keepalived', `${folder}/kirikae.yaml`), { mode: 0o755 });
  const gateways: Server[] = [];
  const nodes = {
    'kirikae-1': await newNode(simulator, folder, 'kirikae-1', manager, gateways),
    'kirikae-2': await newNode(simulator, folder, 'kirikae-2', manager, gateways),
  };
  const client = startClient();
  const holders = watchHolders(simulator, address, client);
  return {
    folder,
    simulator,
    address,
    zone,
    nodes,
    client,
    holders,
    configure,
    holdBack: (caller, action) => holdBack(simulator, caller, action),
    writes: (since = 0) => simulator.calls.filter(({ write, at }) => write && at >= since),
    ready: async () => {
      for (const { own, exec } of Object.values(nodes)) {
        const reaches = async () => (await exec('curl', '-s', '-o', '/dev/null', 'http://169.254.169.254/')).code === 0;
        await until(`${own} is ready`, reaches);
      }
    },
    logs: () => logsOf(Object.values(nodes)),
    close: async () => {
      for (const node of Object.values(nodes)) await node.kill();
      holders.close();
      client.close();
      for (const gateway of gateways) gateway.close();
      await simulator.close();
      await clearAway();
    },
  };
}

function holdBack(simulator: Simulator, caller: NodeName, action: string) {
  const sent = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const remove = simulator.onCall(async (call) => {
    if (call.caller !== caller || call.action !== action) return;
    sent.resolve();
    await gate.promise;
  });
  const letGo = () => {
    remove();
    gate.resolve();
  };
  return { sent: sent.promise, letGo };
}

async function clearAway(): Promise<void> {
  await clearNetwork();
  for (const name of await readdir(tmpdir()))
    if (name.startsWith(PREFIX)) await rm(join(tmpdir(), name), { recursive: true, force: true });
}

async function newNode(simulator: Simulator, folder: string, name: NodeName, manager: string, gateways: Server[]) {
  const own = join(folder, name);
  await makeOwn(own);
  const simulated = await simulator.addNode({ name, interfaces: [{ privateIpv4s: [addressOf(name)] }] });
  const apiPort = new URL(simulator.url).port;
  gateways.push(await openGateway(`${own}/api.sock`, Number(apiPort)));
  gateways.push(await openGateway(`${own}/imds.sock`, Number(new URL(simulated.imdsUrl).port)));
  const env = {
    PATH: `${ROOT}node_modules/.bin:${dirname(process.execPath)}:/usr/sbin:/usr/bin:/sbin:/bin`,
    LANG: 'C',
    HOME: own,
    AWS_ENDPOINT_URL: simulator.url,
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    KIRIKAE_CONFIG: `${folder}/kirikae.yaml`,
    KIRIKAE_STATE_DIR: `${own}/state`,
    LAB_AGENT: `${folder}/agent`,
    LAB_NOTIFY: `${folder}/notify`,
    LAB_ACTIONS: `${own}/actions`,
    LAB_FENCE: `${folder}/fence`,
    LAB_ROOT: ROOT,
    LAB_POSTGRES: POSTGRES,
  };
  await writeFile(env.LAB_ACTIONS, '');
  return labNode(name, own, env, [folder, name, addressOf(name), apiPort, manager]);
}
