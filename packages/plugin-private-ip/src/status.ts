import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { Status } from '@kirikae/core';
import { normalise } from './address.ts';
import { privateIpError } from './errors.ts';
import type { OsPlace } from './os-address.ts';
import type { Resolved } from './resolved.ts';

/** A look at EC2, with what a write needs of it. */
export interface Place extends Status {
  /** The interface that lists the address; undefined where none does. */
  readonly at: string | undefined;
  /** True if that is the interface where it belongs. */
  readonly here: boolean;
  /** True if it is an interface of this node, this one or another. */
  readonly own: boolean;
}

/** A look at both: what EC2 says, and with `configureOs` what this machine carries. */
export interface Seen extends Place {
  readonly os: OsPlace | undefined;
}

const nowhere = { state: 'inactive', at: undefined, here: false, own: false } as const;

/** What the interfaces that list an address say of it, compared field by field. */
export function statusOf(found: readonly NetworkInterface[], resolved: Resolved): Place {
  const { address, networkInterfaceId, instanceId } = resolved;
  const listing = found.find((one) => one.NetworkInterfaceId !== networkInterfaceId) ?? found[0];
  if (!listing) return { ...nowhere, subject: address, detail: `${address} is at no interface` };
  const { NetworkInterfaceId: at = '', Attachment } = listing;
  if (isPrimary(listing, address))
    throw privateIpError('PRIVATE_IP_PRIMARY', `look at ${address}`, { address, interface: at });
  const here = at === networkInterfaceId;
  const holder = { id: (here && instanceId) || Attachment?.InstanceId || at };
  const detail = `${address} at ${found.map((one) => one.NetworkInterfaceId).join(' and ')}`;
  const own = here || (instanceId !== null && Attachment?.InstanceId === instanceId);
  const place = { holder, version: at, at, here, own, subject: address, detail };
  if (here) return { ...place, state: 'active' };
  return own
    ? { ...place, state: 'inactive', partly: true, detail: `${detail} of this node, not at ${networkInterfaceId}` }
    : { ...place, state: 'elsewhere' };
}

function isPrimary({ PrivateIpAddresses = [], Ipv6Addresses = [] }: NetworkInterface, address: string): boolean {
  return (
    PrivateIpAddresses.some((one) => one.Primary === true && one.PrivateIpAddress === address) ||
    Ipv6Addresses.some((one) => one.IsPrimaryIpv6 === true && normalise(one.Ipv6Address ?? '') === address)
  );
}

/** Active only if EC2 and this machine have it; what either has is there to be let go. */
export function both(place: Place, os: OsPlace, address: string): Seen {
  const has = os.carried.length > 0;
  const version = [place.at ?? 'none', ...(has ? [os.device] : [])].join(' ');
  if (place.here && has) return { ...place, os, version, detail: `${place.detail}, on ${os.device}` };
  if (place.here)
    return { ...place, os, version, state: 'inactive', partly: true, detail: `${place.detail}, not on ${os.device}` };
  if (!has) return { ...place, os };
  return {
    ...place,
    os,
    version,
    partly: true,
    detail: `${place.detail}, yet ${address} is on ${os.device} of this machine`,
  };
}
