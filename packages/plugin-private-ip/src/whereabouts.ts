import { isIPv6 } from 'node:net';
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { Run, Status } from '@kirikae/core';
import { normalise } from './address.ts';
import type { Ec2Calls } from './ec2-calls.ts';
import { privateIpError } from './errors.ts';
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

/** This node's interface, as EC2 or the metadata service knows it. */
export interface OwnInterface {
  readonly vpcId: string;
  readonly mac: string;
}

/** How long, in ms, an address may be listed nowhere, or at two interfaces, after a write of this run moved it. */
const MOVING = 10_000;

/** Where an address is, and what must be known of this node's interface to ask that. */
export interface Whereabouts {
  own(run: Pick<Run, 'read'>): Promise<OwnInterface>;
  look(run: Run): Promise<Place>;
  /** Notes that a write of this run has sent it on its way, or with false that none is. */
  moving(on: boolean): void;
}

/** Finds out where an address is. */
export function whereaboutsOf(resolved: Resolved, ec2: Ec2Calls): Whereabouts {
  const { address, networkInterfaceId, vpcId, mac } = resolved;
  const wanted = `look at ${address}`;
  let known: OwnInterface | undefined = vpcId !== null && mac !== null ? { vpcId, mac } : undefined;
  let until = 0;

  const own: Whereabouts['own'] = async (run) => {
    if (known) return known;
    const [found] = await ec2.describe(run, wanted, { NetworkInterfaceIds: [networkInterfaceId] });
    known = { vpcId: found?.VpcId ?? '', mac: found?.MacAddress ?? '' };
    return known;
  };

  const list = async (run: Pick<Run, 'read'>): Promise<NetworkInterface[]> => {
    const vpc = (await own(run)).vpcId;
    const name = isIPv6(address) ? 'ipv6-addresses.ipv6-address' : 'addresses.private-ip-address';
    const Filters = [
      { Name: name, Values: [address] },
      { Name: 'vpc-id', Values: [vpc] }, // another VPC may have the same address
    ];
    return ec2.describe(run, wanted, { Filters });
  };

  return {
    own,
    async look(run) {
      const first = await list(run);
      if (first.length === 1 || performance.now() >= until) return placeOf(resolved, first);
      const one = async () => {
        const found = await list(run);
        return found.length === 1 ? found : undefined;
      };
      const settled = await run.wait('EC2 to list the address at one interface', one, until - performance.now());
      return placeOf(resolved, settled ?? (await list(run)));
    },
    moving: (on) => {
      until = on ? performance.now() + MOVING : 0;
    },
  };
}

/** What the interfaces that list an address say of it, compared field by field. */
function placeOf({ address, networkInterfaceId, instanceId }: Resolved, found: readonly NetworkInterface[]): Place {
  const listing = found.find((one) => one.NetworkInterfaceId !== networkInterfaceId) ?? found[0];
  if (!listing)
    return { state: 'inactive', at: undefined, here: false, own: false, detail: `${address} is at no interface` };
  const { NetworkInterfaceId: at = '', Attachment } = listing;
  if (isPrimary(listing, address))
    throw privateIpError('PRIVATE_IP_PRIMARY', `look at ${address}`, { address, interface: at });
  const here = at === networkInterfaceId;
  const holder = { id: (here && instanceId) || Attachment?.InstanceId || at };
  const detail = `${address} at ${found.map((one) => one.NetworkInterfaceId).join(' and ')}`;
  const own = here || (instanceId !== null && Attachment?.InstanceId === instanceId);
  const place = { holder, version: at, at, here, own, detail };
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
