import { DescribeNetworkInterfacesCommand, type EC2Client, type NetworkInterface } from '@aws-sdk/client-ec2';
import { everyPage, type Requests, wrongAbout } from '@kirikae/aws';
import type { Run } from '@kirikae/core';
import type { Resolved } from './resolved.ts';

/** Whether the interface takes what is not for its own addresses; tells only what is wrong. */
export async function sourceCheck(
  ec2: Requests<EC2Client>,
  { networkInterfaceId, region }: Resolved,
  run: Run,
): Promise<string | undefined> {
  const wanted = `look at ${networkInterfaceId}`;
  const input = { Filters: [{ Name: 'network-interface-id', Values: [networkInterfaceId] }] };
  const [found] = await everyPage(async (token, before: readonly NetworkInterface[]) => {
    const page = new DescribeNetworkInterfacesCommand({ ...input, ...(token && { NextToken: token }) });
    const answer = await ec2.read(run, {
      action: 'ec2:DescribeNetworkInterfaces',
      wanted,
      call: (client, options) => client.send(page, options),
      wrong: ({ NetworkInterfaces: told }) => wrongCheck(told && [...before, ...told], networkInterfaceId),
    });
    return { found: answer.NetworkInterfaces, next: answer.NextToken };
  });
  if (!found) throw ec2.absent(wanted, networkInterfaceId);
  return found.SourceDestCheck
    ? `the source/destination check of ${networkInterfaceId} is on, so it drops what is not for its own addresses: turn it off once, by aws ec2 modify-network-interface-attribute --network-interface-id ${networkInterfaceId} --no-source-dest-check --region ${region}`
    : undefined;
}

/** Why a list of interfaces cannot be EC2's answer about this one. */
const wrongCheck = (told: NetworkInterface[] | undefined, id: string): string | undefined =>
  wrongAbout(told, [id], (each) => each.NetworkInterfaceId) ??
  (told?.some(({ SourceDestCheck }) => SourceDestCheck === undefined) ? 'without what was asked for' : undefined);
