import { isIPv6 } from 'node:net';
import {
  AssignIpv6AddressesCommand,
  AssignPrivateIpAddressesCommand,
  DescribeNetworkInterfacesCommand,
  type DescribeNetworkInterfacesCommandInput,
  EC2Client,
  type NetworkInterface,
  UnassignIpv6AddressesCommand,
  UnassignPrivateIpAddressesCommand,
} from '@aws-sdk/client-ec2';
import { aboutService, ask, clientOptions, settingsOf } from '@kirikae/aws';
import type { Host, Run } from '@kirikae/core';
import type { Resolved } from './resolved.ts';

/** An answer of which only the request's id is of use. */
interface Answer {
  readonly $metadata: { requestId?: string | undefined };
}

/** The requests to EC2 for one address, of whichever family it is. */
export interface Ec2Calls {
  readonly assigning: string;
  readonly unassigning: string;
  /** The interfaces that match; reads. */
  describe(
    run: Pick<Run, 'read'>,
    wanted: string,
    input: DescribeNetworkInterfacesCommandInput,
  ): Promise<NetworkInterface[]>;
  /** To this node's interface; from another one of IPv4 only where `move` is true. */
  assign(signal: AbortSignal, wanted: string, move: boolean): Promise<Answer>;
  /** From the interface that is named, and no other. */
  unassign(signal: AbortSignal, wanted: string, networkInterfaceId: string): Promise<Answer>;
}

/** Makes them. */
export function ec2Calls(resolved: Resolved, host: Host): Ec2Calls {
  const { address, networkInterfaceId, region } = resolved;
  const client = host.once(
    `ec2 ${JSON.stringify(settingsOf(resolved))}`,
    () => new EC2Client(clientOptions('ec2', region, resolved, host)),
  );
  const v6 = isIPv6(address);
  const about = (wanted: string, action: string) => ({ ...aboutService('ec2', resolved, host), wanted, action });
  const assigning = v6 ? 'ec2:AssignIpv6Addresses' : 'ec2:AssignPrivateIpAddresses';
  const unassigning = v6 ? 'ec2:UnassignIpv6Addresses' : 'ec2:UnassignPrivateIpAddresses';
  const one = v6 ? { Ipv6Addresses: [address] } : { PrivateIpAddresses: [address] };
  return {
    assigning,
    unassigning,
    async describe({ read }, wanted, input) {
      const looking = about(wanted, 'ec2:DescribeNetworkInterfaces');
      const found: NetworkInterface[] = [];
      for (let { NextToken } = input; ; ) {
        const page = new DescribeNetworkInterfacesCommand({ ...input, NextToken });
        const answer = await read((signal) => ask(looking, signal, (options) => client.send(page, options)));
        found.push(...(answer.NetworkInterfaces ?? []));
        if (!answer.NextToken) return found;
        NextToken = answer.NextToken;
      }
    },
    assign: (signal, wanted, move) =>
      ask<Answer>(about(wanted, assigning), signal, (options) => {
        const input = { NetworkInterfaceId: networkInterfaceId, ...one };
        return v6
          ? client.send(new AssignIpv6AddressesCommand(input), options)
          : client.send(new AssignPrivateIpAddressesCommand({ ...input, AllowReassignment: move }), options);
      }),
    unassign: (signal, wanted, from) =>
      ask<Answer>(about(wanted, unassigning), signal, (options) => {
        const input = { NetworkInterfaceId: from, ...one };
        return v6
          ? client.send(new UnassignIpv6AddressesCommand(input), options)
          : client.send(new UnassignPrivateIpAddressesCommand(input), options);
      }),
  };
}
