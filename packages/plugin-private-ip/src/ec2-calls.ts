import { isIPv6 } from 'node:net';
import {
  AssignIpv6AddressesCommand,
  AssignPrivateIpAddressesCommand,
  DescribeNetworkInterfacesCommand,
  type DescribeNetworkInterfacesCommandInput,
  type DescribeNetworkInterfacesCommandOutput,
  type EC2Client,
  type NetworkInterface,
  UnassignIpv6AddressesCommand,
  UnassignPrivateIpAddressesCommand,
} from '@aws-sdk/client-ec2';
import { type Answer, everyPage, type Request } from '@kirikae/aws';
import type { Resolved } from './resolved.ts';

/** The interfaces that match. EC2 may give them page by page; what cannot be its answer is not asked on. */
export const interfacesLike = (
  send: (command: DescribeNetworkInterfacesCommand) => Promise<DescribeNetworkInterfacesCommandOutput>,
  input: DescribeNetworkInterfacesCommandInput,
  wrong: (told: NetworkInterface[] | undefined) => string | undefined,
): Promise<NetworkInterface[] | undefined> =>
  everyPage(async (token) => {
    const page = await send(new DescribeNetworkInterfacesCommand({ ...input, ...(token && { NextToken: token }) }));
    return { found: page.NetworkInterfaces, next: page.NextToken };
  }, wrong);

/** A request for an address of whichever family, of which only the answer's id is of use. */
type Call = Pick<Request<EC2Client, Answer>, 'action' | 'call'>;

/** To this node's interface; from another one of IPv4 only where `move` is true. */
export function assigning({ address, networkInterfaceId }: Resolved, move: boolean): Call {
  if (isIPv6(address)) {
    const command = new AssignIpv6AddressesCommand({
      NetworkInterfaceId: networkInterfaceId,
      Ipv6Addresses: [address],
    });
    return { action: 'ec2:AssignIpv6Addresses', call: (client, options) => client.send(command, options) };
  }
  const command = new AssignPrivateIpAddressesCommand({
    NetworkInterfaceId: networkInterfaceId,
    PrivateIpAddresses: [address],
    AllowReassignment: move,
  });
  return { action: 'ec2:AssignPrivateIpAddresses', call: (client, options) => client.send(command, options) };
}

/** From the interface that is named, and no other. */
export function unassigning({ address }: Resolved, from: string): Call {
  if (isIPv6(address)) {
    const command = new UnassignIpv6AddressesCommand({ NetworkInterfaceId: from, Ipv6Addresses: [address] });
    return { action: 'ec2:UnassignIpv6Addresses', call: (client, options) => client.send(command, options) };
  }
  const command = new UnassignPrivateIpAddressesCommand({ NetworkInterfaceId: from, PrivateIpAddresses: [address] });
  return { action: 'ec2:UnassignPrivateIpAddresses', call: (client, options) => client.send(command, options) };
}
