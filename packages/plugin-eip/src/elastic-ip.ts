import { awsSettings, identify, interfaceProblems, nodeFields, partitionOf } from '@kirikae/aws';
import type { ReleasePolicy, ResourceType, Statement } from '@kirikae/core';
import { type Resolved, resolve } from './resolved.ts';
import { create } from './resource.ts';
import { type Config, schema } from './schema.ts';

/** An Elastic IP at an interface and private address of this node. */
export const elasticIp: ResourceType<Config, Resolved> = {
  type: 'aws/eip',
  summary: 'An Elastic IP at an interface and private address of this node',
  schema,
  resolve,
  create,
  targets: ({ allocationId, networkInterfaceId, privateIp }) => [
    allocationId,
    `the public address of ${networkInterfaceId}/${privateIp}`,
  ],
  policy: {
    permissions,
    release,
    takeable: ({ takeover }) => takeover === 'always',
    staleReads: true,
    problems: interfaceProblems,
    identify,
    shared: awsSettings,
    nodeFields,
  },
};

function release({ takeover }: Config): ReleasePolicy {
  if (takeover === 'always') return { default: 'keep-when-moving', allowed: ['release', 'keep', 'keep-when-moving'] };
  const because = 'with takeover: if-free no other node could take what is kept';
  return { default: 'release', allowed: ['release'], because };
}

function permissions({ region, allocationId, networkInterfaceId }: Resolved): Statement[] {
  const arn = (what: string) => `arn:${partitionOf(region)}:ec2:${region}:*:${what}`;
  const both = [arn(`elastic-ip/${allocationId}`), arn(`network-interface/${networkInterfaceId}`)];
  return [
    { actions: ['ec2:DescribeAddresses'], resources: ['*'] },
    { actions: ['ec2:AssociateAddress', 'ec2:DisassociateAddress'], resources: both },
  ];
}
