import { isIPv6 } from 'node:net';
import { awsSettings, identify, interfaceFields, interfaceProblems, nodeFields, partitionOf } from '@kirikae/aws';
import { type ReleasePolicy, type ResourceType, strict } from '@kirikae/core';
import { z } from 'zod';
import { addressField } from './address.ts';
import { type Resolved, resolve } from './resolved.ts';
import { create } from './resource.ts';

const schema = strict({
  ...awsSettings.shape,
  address: addressField(),
  ...interfaceFields,
  takeover: z
    .enum(['always', 'if-free'])
    .default('always')
    .meta({ description: '`if-free`: only if nobody has it, or this node has it at another interface.' }),
  configureOs: z
    .boolean()
    .default(false)
    .meta({ description: 'True to add the address to the network device as well (Linux).' }),
});
export type Config = z.output<typeof schema>;

/** A secondary private address, IPv4 or IPv6, at an interface of this node. */
export const privateIp: ResourceType<Config, Resolved> = {
  type: 'aws/private-ip',
  summary: 'A secondary private address (IPv4, IPv6) at an interface of this node',
  schema,
  shared: awsSettings,
  nodeFields,
  staleReads: true,
  problems: interfaceProblems,
  release: releasePolicy,
  takeable: ({ takeover, configureOs }) => takeover === 'always' && !configureOs,
  tellsHolder: () => true,
  identify,
  resolve,
  create,
  targets: ({ address, vpcId, networkInterfaceId }) => [
    `the private address ${address} in ${vpcId ?? `the VPC of ${networkInterfaceId}`}`,
  ],
  permissions: ({ region, networkInterfaceId, address, takeover }) => {
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
  },
};

function releasePolicy({ takeover, configureOs }: Config): ReleasePolicy {
  const only = (because: string): ReleasePolicy => ({ default: 'release', allowed: ['release'], because });
  if (takeover === 'if-free') return only('with takeover: if-free no other node could take what is kept');
  if (configureOs) return only('with configureOs this machine would go on carrying what another has taken');
  return { default: 'keep-when-moving', allowed: ['release', 'keep', 'keep-when-moving'] };
}
