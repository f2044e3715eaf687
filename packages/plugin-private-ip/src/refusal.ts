import { isIPv6 } from 'node:net';
import { held, holderOf, metadataOf } from '@kirikae/aws';
import { type Host, type KirikaeError, type Run, raceLost } from '@kirikae/core';
import { isWithin } from './address.ts';
import type { Cloud } from './cloud.ts';
import { isFull, isInUse, isRefused, privateIpError } from './errors.ts';
import type { Place } from './status.ts';
import { whereIs } from './whereabouts.ts';

/** The error to report where EC2 refused to assign: its words alone do not tell a lost race from a mistake, so it is looked at. */
export async function whyRefused(
  cloud: Cloud,
  run: Run,
  seen: Place,
  wanted: string,
  cause: KirikaeError,
): Promise<KirikaeError> {
  if (!isRefused(cause) || isFull(cause)) return cause;
  const { address, takeover } = cloud.resolved;
  const subnet = await subnetOutside(cloud, cause.message);
  if (subnet) return outside(cloud, wanted, subnet, cause);
  const { freedFrom } = cloud;
  const found = await whereIs(cloud, run);
  const other = found.state === 'elsewhere' && found.at !== (seen.at ?? freedFrom);
  if (other && takeover === 'if-free') return held(wanted, found, cause);
  if (other && isIPv6(address)) return raceLost(holderOf(found), cause);
  if (freedFrom === undefined) return isInUse(cause) ? inUse(cloud, seen, wanted, cause) : cause;
  return privateIpError('PRIVATE_IP_NOT_YET', wanted, { address, interface: freedFrom }, { cause });
}

/** Throws, in place of EC2, where the metadata service tells that the address is not in the subnet. */
export async function refuseOutside(cloud: Cloud, wanted: string): Promise<void> {
  const subnet = await subnetOutside(cloud, '');
  if (subnet) throw outside(cloud, wanted, subnet);
}

function outside({ resolved }: Cloud, wanted: string, subnet: string, cause?: KirikaeError): KirikaeError {
  const { address, networkInterfaceId } = resolved;
  const details = { address, subnet, interface: networkInterfaceId };
  return privateIpError('PRIVATE_IP_OUTSIDE', wanted, details, { cause });
}

/** Another has just got it: with `if-free` that is all; else it is looked at until it is known who. */
function inUse(cloud: Cloud, seen: Place, wanted: string, cause: KirikaeError): KirikaeError {
  const { address, takeover } = cloud.resolved;
  if (takeover === 'if-free') return held(wanted, seen, cause);
  cloud.overtaken ??= { at: seen.at };
  return privateIpError('PRIVATE_IP_IN_USE', wanted, { address }, { cause });
}

/** The blocks of the interface's subnet if the address is in none of them; without the metadata service AWS's word is taken. */
async function subnetOutside({ resolved, host }: Cloud, text: string): Promise<string | undefined> {
  const { address, mac } = resolved;
  const blocks = mac === null ? undefined : await subnetBlocks(host, mac, address);
  if (blocks) return isWithin(blocks, address) ? undefined : blocks.split('\n').join(', ');
  return /subnet/i.test(text) ? 'the range' : undefined;
}

async function subnetBlocks(host: Host, mac: string, address: string): Promise<string | undefined> {
  const list = isIPv6(address) ? 'subnet-ipv6-cidr-blocks' : 'subnet-ipv4-cidr-block';
  const told = await metadataOf(host)
    .peek(`meta-data/network/interfaces/macs/${mac}/${list}`)
    .catch(() => undefined); // AWS has refused already; that the reason is told less well hides nothing
  return told && /^[0-9a-f:./\s]+$/i.test(told) ? told : undefined;
}
