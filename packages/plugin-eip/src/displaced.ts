import { DescribeAddressesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { lines, metadataOf, type Requests, wrongAbout } from '@kirikae/aws';
import type { Host, Run } from '@kirikae/core';
import type { Resolved } from './resolved.ts';
import { placeOf, publicNameOf } from './status.ts';

/**
 * The other Elastic IP that EC2 will silently take from the private address: "203.0.113.9 (eipalloc-…)". Asked only where the metadata
 * service tells of a public address there, or cannot be asked; what cannot be found out hinders nothing.
 */
export async function displacedFrom(
  ec2: Requests<EC2Client>,
  resolved: Resolved,
  host: Host,
  run: Run,
): Promise<string | undefined> {
  const { networkInterfaceId, privateIp, allocationId } = resolved;
  if (!(await mayDisplace(resolved, host))) return undefined;
  const input = {
    Filters: [
      { Name: 'network-interface-id', Values: [networkInterfaceId] },
      { Name: 'private-ip-address', Values: [privateIp] },
    ],
  };
  const answer = await ec2
    .read(run, {
      action: 'ec2:DescribeAddresses',
      wanted: `look at ${placeOf(resolved)}`,
      call: (client, options) => client.send(new DescribeAddressesCommand(input), options),
      wrong: ({ Addresses }) => wrongAbout(Addresses, [networkInterfaceId], (each) => each.NetworkInterfaceId),
    })
    .catch(() => undefined);
  const other = answer?.Addresses?.find((each) => each.AllocationId !== allocationId);
  return other && `${publicNameOf(other)} (${other.AllocationId})`;
}

async function mayDisplace({ mac, privateIp }: Resolved, host: Host): Promise<boolean> {
  if (mac === null) return true;
  const at = `meta-data/network/interfaces/macs/${mac}/ipv4-associations/`;
  const { peek } = metadataOf(host);
  const told = await peek(at).catch(() => undefined);
  const seats = await Promise.all(lines(told).map((publicIp) => peek(`${at}${publicIp}`).catch(() => undefined)));
  return seats.some((seat) => lines(seat).includes(privateIp));
}

/** That loss, for people, before it or after. */
export const lossOf = (displaced: string, resolved: Resolved, isPlan: boolean): string => {
  const what = isPlan ? `is at ${placeOf(resolved)} and will be` : `was at ${placeOf(resolved)} and is`;
  return `${displaced} ${what} associated with nothing: a private address has one Elastic IP; name another by privateIp`;
};
