import { setTimeout } from 'node:timers/promises';
import type { Host } from '@kirikae/core';
import { awsError } from './errors.ts';
import { metadataOf } from './metadata.ts';
import { FITS, lines } from './metadata-texts.ts';
import { entryOf, fromEntry } from './node-entry.ts';
import type { AwsSettings } from './settings.ts';

/** One of this node's network interfaces. */
export interface Interface {
  readonly id: string;
  /** The primary one first; none of an interface that has IPv6 alone, and where no address was asked for. */
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
  /** True where no private IPv4 address of it is needed. */
  readonly withoutAddress?: boolean | undefined;
}

const WANTED = 'find the network interface';

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
  const [id, privateIpv4s] = await Promise.all([
    need(`${at}/interface-id`, FITS.interfaceId),
    choice.withoutAddress ? [] : privateIpv4sAt(host, mac),
  ]);
  return { id, privateIpv4s, mac };
}

/** The private IPv4 addresses of an interface, the primary one first. Throws `usage` for one that has IPv6 alone. */
export async function privateIpv4sAt(host: Host, mac: string): Promise<string[]> {
  const { need, peek } = metadataOf(host);
  const at = `meta-data/network/interfaces/macs/${mac}`;
  const hasIpv6Alone = async () => {
    if (await peek(`${at}/ipv6s`)) throw awsError('ADDRESS_NONE', WANTED, { kind: 'private IPv4' });
  };
  return lines(await need(`${at}/local-ipv4s`, FITS.ipv4s, hasIpv6Alone));
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
export async function macOf(host: Host, { networkInterfaceId, deviceIndex }: InterfaceChoice): Promise<string> {
  const { need } = metadataOf(host);
  if (networkInterfaceId === undefined && deviceIndex === undefined) return need('meta-data/mac', FITS.mac);
  const macs = lines(await need('meta-data/network/interfaces/macs/', FITS.macs)).map((mac) => mac.replace(/\/$/, ''));
  const [field, looks] =
    networkInterfaceId === undefined
      ? (['device-number', FITS.index] as const)
      : (['interface-id', FITS.interfaceId] as const);
  const values = await Promise.all(macs.map((mac) => need(`meta-data/network/interfaces/macs/${mac}/${field}`, looks)));
  const found = macs[values.indexOf(networkInterfaceId ?? String(deviceIndex ?? 0))];
  if (found) return found;
  const what = networkInterfaceId ?? `the interface with device index ${deviceIndex}`;
  throw awsError('INTERFACE_UNKNOWN', WANTED, { what, interfaces: values.join(', ') || 'unknown' });
}
