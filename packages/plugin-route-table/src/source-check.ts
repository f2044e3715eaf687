import { DescribeNetworkInterfacesCommand, type EC2Client, type NetworkInterface } from '@aws-sdk/client-ec2';
import { everyPage, FILTER_VALUES, lookAt, type Requests, wrongAbout } from '@kirikae/aws';
import type { Run } from '@kirikae/core';
import type { Resolved } from './resolved.ts';

/** Whether the interface takes what is not for its own addresses; tells only what is wrong. */
export async function sourceCheck(
  ec2: Requests<EC2Client>,
  { networkInterfaceId, region }: Resolved,
  run: Run,
): Promise<string | undefined> {
  const found = await ec2.readMany(run, networkInterfaceId, {
    action: 'ec2:DescribeNetworkInterfaces',
    by: 'by id',
    most: FILTER_VALUES,
    wanted: lookAt,
    call: (client, options, ids) => {
      const Filters = [{ Name: 'network-interface-id', Values: [...ids] }];
      const ask = async (token: string | undefined) => {
        const command = new DescribeNetworkInterfacesCommand({ Filters, ...(token && { NextToken: token }) });
        const { NetworkInterfaces: found, NextToken: next } = await client.send(command, options);
        return { found, next };
      };
      return everyPage(ask, (told) => wrongChecks(told, ids));
    },
    wrong: wrongChecks,
    tell: (told = [], id) =>
      told.find(({ NetworkInterfaceId }) => NetworkInterfaceId === id) ?? ec2.absent(lookAt([id]), id),
  });
  return found.SourceDestCheck
    ? `the source/destination check of ${networkInterfaceId} is on, so it drops what is not for its own addresses: turn it off once, by aws ec2 modify-network-interface-attribute --network-interface-id ${networkInterfaceId} --no-source-dest-check --region ${region}`
    : undefined;
}

/** Why a list of interfaces cannot be EC2's answer about these. */
const wrongChecks = (told: NetworkInterface[] | undefined, ids: readonly string[]): string | undefined =>
  wrongAbout(told, ids, (each) => each.NetworkInterfaceId) ??
  (told?.some(({ SourceDestCheck }) => SourceDestCheck === undefined) ? 'without what was asked for' : undefined);
