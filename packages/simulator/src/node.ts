import { accountId } from './account.ts';
import { exchange } from './exchange.ts';
import { metadataService } from './metadata/service.ts';
import { nodeRole } from './metadata/tree.ts';
import { openPort } from './port.ts';
import type { Simulation } from './service.ts';
import type { Credential, Instance, NetworkInterface } from './world.ts';

/** An interface as a test describes it; ids and mac are made where they are left out. */
export interface InterfaceOptions {
  id?: string;
  mac?: string;
  /** The first is the primary one. */
  privateIpv4s: string[];
  ipv6s?: string[];
  vpcId?: string;
  /** The CIDR blocks of its subnet; by default one that all interfaces of 10.0.0.0/16 are in. */
  subnetIpv4?: string;
  subnetIpv6?: string;
  /** The auto-assigned public IPv4 address. */
  publicIpv4?: string;
  /** False lets it take what is not for its own addresses, as routes to it need. */
  sourceDestCheck?: boolean;
}

/** A node as a test describes it; one primary interface with 10.0.N.10 when none is given. */
export interface NodeOptions {
  name: string;
  instanceId?: string;
  interfaces?: InterfaceOptions[];
}

/** A running node: its instance, its metadata service and its credentials. */
export interface SimulatedNode {
  readonly name: string;
  readonly instanceId: string;
  readonly interfaces: NetworkInterface[];
  readonly imdsUrl: string;
  readonly accessKeyId: string;
  /** What its metadata service gives out; for SDK clients in tests. */
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /** Environment of a program on the node: the two endpoints; region and credentials come from the metadata. */
  readonly env: Record<string, string>;
  /** Closes the metadata port: connection refused. */
  stopMetadata(): Promise<void>;
  /** Opens the same port again. */
  startMetadata(): Promise<void>;
}

/** Adds an instance with interfaces and credentials to the world and opens its metadata port. */
export async function addNode(simulation: Simulation, apiUrl: string, options: NodeOptions): Promise<SimulatedNode> {
  const { world, ids } = simulation;
  if (world.instances.some((instance) => instance.name === options.name)) {
    throw new Error(`there is a node '${options.name}' already; give each node a name of its own`);
  }
  const number = ids.count('node');
  const instance: Instance = { id: options.instanceId ?? ids.next('i'), name: options.name, state: 'running' };
  const described = options.interfaces ?? [{ privateIpv4s: [`10.0.${number}.10`] }];
  const interfaces = described.map((one, index) => newInterface(simulation, instance, number, index, one));
  const credential = newCredential(instance, number);
  world.instances.push(instance);
  world.interfaces.push(...interfaces);
  world.credentials.push(credential);
  const service = metadataService(simulation, instance, credential);
  const metadata = await openPort(0, (request) => exchange(simulation, service, request));
  const { accessKeyId, secretAccessKey, sessionToken } = credential;
  return {
    name: instance.name,
    instanceId: instance.id,
    interfaces,
    imdsUrl: metadata.url,
    accessKeyId,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    env: { AWS_ENDPOINT_URL: apiUrl, AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url },
    stopMetadata: metadata.stop,
    startMetadata: metadata.start,
  };
}

function newInterface(
  simulation: Simulation,
  instance: Instance,
  node: number,
  index: number,
  options: InterfaceOptions,
): NetworkInterface {
  const octets = [0x06, 0, 0, 0, node, index].map((octet) => octet.toString(16).padStart(2, '0'));
  return {
    id: options.id ?? simulation.ids.next('eni'),
    mac: options.mac ?? octets.join(':'),
    instanceId: instance.id,
    attachmentId: simulation.ids.next('eni-attach'),
    deviceIndex: index,
    privateIpv4s: [...options.privateIpv4s],
    ipv6s: [...(options.ipv6s ?? [])],
    primaryIpv6: null,
    vpcId: options.vpcId ?? 'vpc-00000000000000001',
    subnetIpv4: options.subnetIpv4 ?? '10.0.0.0/16',
    subnetIpv6: options.subnetIpv6 ?? '2001:db8::/64',
    publicIpv4: options.publicIpv4 ?? null,
    sourceDestCheck: options.sourceDestCheck ?? true,
    autoAssignsPublicIpv4: options.publicIpv4 !== undefined,
  };
}

function newCredential(instance: Instance, number: number): Credential & { sessionToken: string } {
  return {
    accessKeyId: `ASIASIMULATOR${String(number).padStart(7, '0')}`,
    secretAccessKey: `secret-of-node-${number}`,
    sessionToken: `token-of-node-${number}`,
    caller: instance.name,
    principal: `arn:aws:sts::${accountId}:assumed-role/${nodeRole}/${instance.id}`,
    roleArn: `arn:aws:iam::${accountId}:role/${nodeRole}`,
    expiresAt: null,
  };
}
