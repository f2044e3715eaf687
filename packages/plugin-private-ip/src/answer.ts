import { isIPv6 } from 'node:net';
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { isId, wrongAbout } from '@kirikae/aws';
import { normalise } from './address.ts';

/** Why a list of interfaces cannot be EC2's answer to who has an address in a VPC. */
export function wrongListing(told: NetworkInterface[] | undefined, address: string, vpcId: string): string | undefined {
  const ids = told?.map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId) ?? [];
  const other = told?.find((each) => each.VpcId !== vpcId || !has(each, address) || isHalf(each));
  const about = `${address} in ${vpcId}`;
  if (other) return `asked about ${about}, told about ${other.NetworkInterfaceId} in ${other.VpcId}, which is not that`;
  return wrongAbout(told, ids, ({ NetworkInterfaceId }) => NetworkInterfaceId);
}

/** Why it cannot be the answer about one interface of this node. */
export const wrongOwn = (told: NetworkInterface[] | undefined, id: string): string | undefined =>
  wrongAbout(told, [id], ({ NetworkInterfaceId }) => NetworkInterfaceId) ??
  (told?.some(({ VpcId, MacAddress }) => !isId('vpc', VpcId) || !MacAddress) ? `told half of ${id}` : undefined);

/** True if an interface lists the address, and says whether that is its primary one. */
function has({ PrivateIpAddresses = [], Ipv6Addresses = [] }: NetworkInterface, address: string): boolean {
  if (isIPv6(address)) return Ipv6Addresses.some(({ Ipv6Address }) => normalise(Ipv6Address ?? '') === address);
  return PrivateIpAddresses.some((one) => one.PrivateIpAddress === address && one.Primary !== undefined);
}

/** True if it lacks its id, or what is said of where it is attached is no id. */
const isHalf = ({ NetworkInterfaceId, Attachment }: NetworkInterface): boolean =>
  !isId('eni', NetworkInterfaceId) || Boolean(Attachment?.InstanceId && !isId('i', Attachment.InstanceId));
