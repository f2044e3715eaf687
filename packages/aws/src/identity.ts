import type { Host } from '@kirikae/core';
import { macOf } from './interface.ts';
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
  const { get, need } = metadataOf(host);
  const fits = kind === 'ipv6' ? FITS.ipv6s : FITS.ipv4s;
  const mac = await macOf(host, {});
  const list = { 'public-ipv4': 'public-ipv4s', 'private-ipv4': 'local-ipv4s', ipv6: 'ipv6s' }[kind];
  const path = `meta-data/network/interfaces/macs/${mac}/${list}`;
  // the others are not there on many an instance
  return lines(await (kind === 'private-ipv4' ? need(path, fits) : get(path, fits)))[0];
}

/** The region of this instance. */
export async function instanceRegion(host: Host): Promise<string | undefined> {
  return metadataOf(host).get('meta-data/placement/region', FITS.region);
}
