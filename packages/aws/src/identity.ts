import { isIPv4 } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Host } from '@kirikae/core';
import { awsError } from './errors.ts';
import { metadataOf } from './metadata.ts';
import { type AwsNodeEntry, entryOf } from './node-fields.ts';
import type { AwsSettings } from './settings.ts';

/** One of this node's network interfaces. */
export interface Interface {
  readonly id: string;
  /** The primary one first. */
  readonly privateIpv4s: readonly string[];
  /** Where the metadata service tells of it; null where it was not asked. */
  readonly mac: string | null;
}

/** Which interface: by its id, by its device index, else the primary one. */
export interface InterfaceChoice {
  readonly networkInterfaceId?: string | undefined;
  readonly deviceIndex?: number | undefined;
  /** The private address that is meant; left out, it is the interface's primary one, which must be known then. */
  readonly privateIp?: string | undefined;
  /** True where no private address is needed. */
  readonly withoutAddress?: boolean | undefined;
}

const WANTED = 'find the network interface';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** What the metadata service's texts look like. A wrong one would be compared with the world, and make "not here" of "cannot tell". */
const LOOKS = {
  instanceId: like(/^i-([0-9a-f]{8}|[0-9a-f]{17})$/),
  interfaceId: like(/^eni-([0-9a-f]{8}|[0-9a-f]{17})$/),
  index: like(/^\d+$/),
  mac: like(MAC),
  macs: (text: string) => lines(text).every((line) => MAC.test(line.replace(/\/$/, ''))),
  ipv4s: (text: string) => lines(text).every(isIPv4),
};

/** This node's instance id: the metadata service's word, or with `metadata: off` that of `nodes:`. */
export async function identify(
  { metadata }: Pick<AwsSettings, 'metadata'>,
  host: Host,
): Promise<{ id: string | null }> {
  if (metadata === 'off') return { id: fromEntry(host, 'instanceId') };
  return { id: await metadataOf(host).need('meta-data/instance-id', LOOKS.instanceId) };
}

/** A value of this node's entry in `nodes:`; without the metadata service there is no other source. */
export function fromEntry(host: Host, field: keyof AwsNodeEntry): string {
  const value = entryOf(host)?.[field];
  if (value === undefined) throw awsError('METADATA_OFF', 'tell who this node is', { field, node: host.node.name });
  return value;
}

/** The chosen interface of this node. Throws `usage` for one that it does not have. */
export async function findInterface(
  { metadata }: Pick<AwsSettings, 'metadata'>,
  host: Host,
  choice: InterfaceChoice,
): Promise<Interface> {
  if (metadata === 'off') return fromNodes(host, choice);
  const { need } = metadataOf(host);
  const mac = await macOf(host, choice);
  const at = `meta-data/network/interfaces/macs/${mac}`;
  const [id, ips] = await Promise.all([
    need(`${at}/interface-id`, LOOKS.interfaceId),
    need(`${at}/local-ipv4s`, LOOKS.ipv4s),
  ]);
  return { id, privateIpv4s: lines(ips), mac };
}

function fromNodes(host: Host, choice: InterfaceChoice): Interface {
  const { networkInterfaceId, deviceIndex = 0, privateIp, withoutAddress = false } = choice;
  if (networkInterfaceId === undefined && deviceIndex !== 0) {
    const what = `the interface with device index ${deviceIndex}`;
    throw awsError('INTERFACE_UNKNOWN', WANTED, {
      what,
      interfaces: `${fromEntry(host, 'networkInterfaceId')} (metadata is off)`,
    });
  }
  const id = networkInterfaceId ?? fromEntry(host, 'networkInterfaceId');
  const own = networkInterfaceId === undefined || networkInterfaceId === entryOf(host)?.networkInterfaceId;
  if (!own && privateIp === undefined && !withoutAddress) throw awsError('PRIVATE_IP_NONE', WANTED, { interface: id });
  const address = own ? entryOf(host)?.privateIpv4 : undefined;
  return { id, privateIpv4s: address ? [address] : [], mac: null };
}

/** How often, and how far apart in ms, an address that is not listed is looked for: the list follows a move with some delay. */
const LISTED_LATE = [500, 1_000] as const;

/** Throws `usage` if the metadata service does not list a private address at an interface. Without that service nothing is checked. */
export async function assertPrivateIpv4(
  { id, mac, privateIpv4s }: Interface,
  address: string,
  host: Host,
): Promise<void> {
  if (mac === null || privateIpv4s.includes(address)) return;
  let listed: readonly string[] = privateIpv4s;
  for (const pause of LISTED_LATE) {
    await setTimeout(pause);
    listed = lines(await metadataOf(host).peek(`meta-data/network/interfaces/macs/${mac}/local-ipv4s`));
    if (listed.includes(address)) return;
  }
  throw awsError('ADDRESS_UNKNOWN', WANTED, { address, interface: id, addresses: listed.join(', ') });
}

/** The MAC address under which the metadata service lists the chosen interface. */
async function macOf(host: Host, { networkInterfaceId, deviceIndex }: InterfaceChoice): Promise<string> {
  const { need } = metadataOf(host);
  if (networkInterfaceId === undefined && deviceIndex === undefined) return need('meta-data/mac', LOOKS.mac);
  const macs = lines(await need('meta-data/network/interfaces/macs/', LOOKS.macs)).map((mac) => mac.replace(/\/$/, ''));
  const [field, looks] =
    networkInterfaceId === undefined
      ? (['device-number', LOOKS.index] as const)
      : (['interface-id', LOOKS.interfaceId] as const);
  const values = await Promise.all(macs.map((mac) => need(`meta-data/network/interfaces/macs/${mac}/${field}`, looks)));
  const found = macs[values.indexOf(networkInterfaceId ?? String(deviceIndex ?? 0))];
  if (found) return found;
  const what = networkInterfaceId ?? `the interface with device index ${deviceIndex}`;
  throw awsError('INTERFACE_UNKNOWN', WANTED, { what, interfaces: values.join(', ') || 'unknown' });
}

/** This node's public or IPv6 address at its primary interface; undefined if it has none. */
export async function ownAddress(
  { metadata }: Pick<AwsSettings, 'metadata'>,
  host: Host,
  kind: 'public-ipv4' | 'private-ipv4' | 'ipv6',
): Promise<string | undefined> {
  if (metadata === 'off') {
    const entry = entryOf(host);
    return { 'public-ipv4': entry?.publicIpv4, 'private-ipv4': entry?.privateIpv4, ipv6: entry?.ipv6 }[kind];
  }
  const { get, need } = metadataOf(host);
  const mac = await macOf(host, {});
  const list = { 'public-ipv4': 'public-ipv4s', 'private-ipv4': 'local-ipv4s', ipv6: 'ipv6s' }[kind];
  const path = `meta-data/network/interfaces/macs/${mac}/${list}`;
  // the others are not there on many an instance
  return lines(await (kind === 'private-ipv4' ? need(path, LOOKS.ipv4s) : get(path)))[0];
}

/** The region of this instance. */
export async function instanceRegion(host: Host): Promise<string | undefined> {
  return metadataOf(host).get('meta-data/placement/region');
}

function lines(text: string | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function like(pattern: RegExp): (text: string) => boolean {
  return (text) => pattern.test(text);
}
