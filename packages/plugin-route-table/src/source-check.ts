import { DescribeNetworkInterfacesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { type Requests, wrongAbout } from '@kirikae/aws';
import type { Run } from '@kirikae/core';
import type { Resolved } from './resolved.ts';

/** Whether the interface takes what is not for its own addresses; tells only what is wrong. */
export async function sourceCheck(
  ec2: Requests<EC2Client>,
  { networkInterfaceId }: Resolved,
  run: Run,
): Promise<string | undefined> {
  const wanted = `look at ${networkInterfaceId}`;
  const input = { Filters: [{ Name: 'network-interface-id', Values: [networkInterfaceId] }] };
  const { NetworkInterfaces: [found] = [] } = await ec2.read(run, {
    action: 'ec2:DescribeNetworkInterfaces',
    wanted,
    call: (client, options) => client.send(new DescribeNetworkInterfacesCommand(input), options),
    wrong: ({ NetworkInterfaces: told }) =>
      wrongAbout(told, [networkInterfaceId], (each) => each.NetworkInterfaceId) ??
      (told?.some(({ SourceDestCheck }) => SourceDestCheck === undefined) ? 'without what was asked for' : undefined),
  });
  if (!found) throw ec2.absent(wanted, networkInterfaceId);
  return found.SourceDestCheck
    ? `the source/destination check of ${networkInterfaceId} is on, so it drops what is not for its own addresses: turn it off once (ec2 modify-network-interface-attribute --no-source-dest-check)`
    : undefined;
}
