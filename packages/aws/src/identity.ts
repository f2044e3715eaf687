import type { Host } from '@kirikae/core';
import { macOf, privateIpv4sAt } from './interface.ts';
import { metadataOf } from './metadata.ts';
import { FITS, lines } from './metadata-texts.ts';
import { entryOf, fromEntry } from './node-entry.ts';
import type { AwsSettings } from './settings.ts';

/** This node's instance id: the metadata service's word, or with `metadata: off` that of `nodes:`. */
export async function identify(
  { metadata }: Pick<AwsSettings, 'metadata'>,
  host: Host,
): Promise<{ id: string | null }> {
  if (metadata === 'off') return { id: fromEntry(host, 'instanceId') };
  return { id: await metadataOf(host).need('meta-data/instance-id', FITS.instanceId) };
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
  const { get } = metadataOf(host);
  const mac = await macOf(host, {});
  if (kind === 'private-ipv4') return (await privateIpv4sAt(host, mac))[0];
  const [list, fits] = kind === 'ipv6' ? (['ipv6s', FITS.ipv6s] as const) : (['public-ipv4s', FITS.ipv4s] as const);
  return lines(await get(`meta-data/network/interfaces/macs/${mac}/${list}`, fits))[0];
}

/** The region of this instance. */
export async function instanceRegion(host: Host): Promise<string | undefined> {
  return metadataOf(host).get('meta-data/placement/region', FITS.region);
}
