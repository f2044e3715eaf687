import { isIPv6 } from 'node:net';
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { inShort, isId, wrongAbout } from '@kirikae/aws';
import { normalise } from './address.ts';

/** Why a list of interfaces cannot be EC2's answer to who has these addresses in a VPC. */
export function wrongListing(
  told: NetworkInterface[] | undefined,
  addresses: readonly string[],
  vpcId: string,
): string | undefined {
  const ids = told?.map(({ NetworkInterfaceId = '' }) => NetworkInterfaceId) ?? [];
  const isAbout = (each: NetworkInterface) => addresses.some((address) => lists(each, address));
  const other = told?.find((each) => each.VpcId !== vpcId || !isAbout(each) || isHalf(each, addresses));
  const about = `${inShort(addresses)} in ${vpcId}`;
  if (other) return `asked about ${about}, told about ${other.NetworkInterfaceId} in ${other.VpcId}, which is not that`;
  return wrongAbout(told, ids, ({ NetworkInterfaceId }) => NetworkInterfaceId);
}

/** Why it cannot be the answer about one interface of this node. */
export const wrongOwn = (told: NetworkInterface[] | undefined, id: string): string | undefined =>
  wrongAbout(told, [id], ({ NetworkInterfaceId }) => NetworkInterfaceId) ??
  (told?.some(({ VpcId, MacAddress }) => !isId('vpc', VpcId) || !MacAddress) ? `told half of ${id}` : undefined);

/** True if an interface lists the address. */
export function lists({ PrivateIpAddresses = [], Ipv6Addresses = [] }: NetworkInterface, address: string): boolean {
  if (isIPv6(address)) return Ipv6Addresses.some(({ Ipv6Address }) => normalise(Ipv6Address ?? '') === address);
  return PrivateIpAddresses.some(({ PrivateIpAddress }) => PrivateIpAddress === address);
}

/** True if it lacks its id, or whether an address is its primary one, or what is said of where it is attached is no id. */
const isHalf = (
  { NetworkInterfaceId, Attachment, PrivateIpAddresses = [] }: NetworkInterface,
  addresses: readonly string[],
): boolean =>
  !isId('eni', NetworkInterfaceId) ||
  PrivateIpAddresses.some((one) => one.Primary === undefined && addresses.includes(one.PrivateIpAddress ?? '')) ||
  Boolean(Attachment?.InstanceId && !isId('i', Attachment.InstanceId));
