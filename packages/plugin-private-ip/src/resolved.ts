import { isIPv6 } from 'node:net';
import {
  type AwsSettings,
  broughtAddresses,
  findInterface,
  identify,
  metadataOf,
  regionOf,
  settingsOf,
} from '@kirikae/aws';
import type { Host } from '@kirikae/core';
import { privateIpError } from './errors.ts';
import type { Config } from './schema.ts';

/** The address, and where it belongs on this node. */
export interface Resolved extends AwsSettings {
  readonly region: string;
  /** Normalised. */
  readonly address: string;
  readonly takeover: Config['takeover'];
  readonly configureOs: boolean;
  /** The prefix length with which this system carries it. */
  readonly prefix: number;
  readonly instanceId: string | null;
  readonly networkInterfaceId: string;
  /** Null with `metadata: off`: then EC2 is asked, once a run. */
  readonly mac: string | null;
  readonly vpcId: string | null;
}

/** Finds the interface, and what must be known of it. */
export async function resolve(config: Config, host: Host): Promise<Resolved> {
  const { address, takeover, configureOs } = config;
  broughtAddresses(host).add(address);
  if (configureOs && process.platform !== 'linux')
    throw privateIpError('OS_NOT_LINUX', `carry ${address}`, { platform: process.platform });
  const [region, { id: instanceId }, { id: networkInterfaceId, mac }] = await Promise.all([
    regionOf(config, host),
    identify(config, host),
    findInterface(config, host, { ...config, withoutAddress: true }),
  ]);
  const [vpcId, prefix] = await Promise.all([
    vpcOf(host, mac),
    configureOs ? prefixOf(host, mac, address) : full(address),
  ]);
  return {
    ...settingsOf(config),
    region,
    address,
    takeover,
    configureOs,
    prefix,
    instanceId,
    networkInterfaceId,
    mac,
    vpcId,
  };
}

async function vpcOf(host: Host, mac: string | null): Promise<string | null> {
  if (mac === null) return null;
  return metadataOf(host).need(`meta-data/network/interfaces/macs/${mac}/vpc-id`, (text) =>
    /^vpc-[0-9a-f]+$/.test(text),
  );
}

/** That of the subnet, so that neighbours are reached directly; of IPv6 always the address alone. */
async function prefixOf(host: Host, mac: string | null, address: string): Promise<number> {
  if (mac === null || isIPv6(address)) return full(address);
  const block = await metadataOf(host).get(`meta-data/network/interfaces/macs/${mac}/subnet-ipv4-cidr-block`);
  const [, prefix] = /^[\d.]+\/(\d{1,2})$/.exec(block ?? '') ?? [];
  return prefix === undefined ? full(address) : Number(prefix);
}

const full = (address: string): number => (isIPv6(address) ? 128 : 32);
