import { isIPv6 } from 'node:net';
import { awsSettings, identify, interfaceProblems, nodeFields, partitionOf } from '@kirikae/aws';
import type { ReleasePolicy, ResourceType, Statement } from '@kirikae/core';
import { type Resolved, resolve } from './resolved.ts';
import { create } from './resource.ts';
import { type Config, schema } from './schema.ts';

/** A secondary private address, IPv4 or IPv6, at an interface of this node. */
export const privateIp: ResourceType<Config, Resolved> = {
  type: 'aws/private-ip',
  summary: 'A secondary private address (IPv4, IPv6) at an interface of this node',
  schema,
  resolve,
  create,
  targets: ({ address, vpcId, networkInterfaceId }) => [
    `the private address ${address} in ${vpcId ?? `the VPC of ${networkInterfaceId}`}`,
  ],
  policy: {
    permissions,
    release,
    takeable: ({ takeover, configureOs }) => takeover === 'always' && !configureOs,
    staleReads: true,
    problems: interfaceProblems,
    identify,
    shared: awsSettings,
    nodeFields,
  },
};

function release({ takeover, configureOs }: Config): ReleasePolicy {
  const only = (because: string): ReleasePolicy => ({ default: 'release', allowed: ['release'], because });
  if (takeover === 'if-free') return only('with takeover: if-free no other node could take what is kept');
  if (configureOs) return only('with configureOs this machine would go on carrying what another has taken');
  return { default: 'keep-when-moving', allowed: ['release', 'keep', 'keep-when-moving'] };
}

function permissions({ region, networkInterfaceId, address, takeover }: Resolved): Statement[] {
  const arn = (id: string) => `arn:${partitionOf(region)}:ec2:${region}:*:network-interface/${id}`;
  const own = [arn(networkInterfaceId)];
  const anyone = takeover === 'always' ? [arn('*')] : own;
  const look = { actions: ['ec2:DescribeNetworkInterfaces'], resources: ['*'] };
  return isIPv6(address)
    ? [
        look,
        { actions: ['ec2:AssignIpv6Addresses'], resources: own },
        { actions: ['ec2:UnassignIpv6Addresses'], resources: anyone },
      ]
    : [look, { actions: ['ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'], resources: own }];
}
