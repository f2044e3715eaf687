import { awsSettings, identify, interfaceProblems, nodeFields, partitionOf } from '@kirikae/aws';
import type { ReleasePolicy, ResourceType, Statement } from '@kirikae/core';
import { type Resolved, resolve } from './resolved.ts';
import { create } from './resource.ts';
import { type Config, schema } from './schema.ts';

/** One destination in many route tables leads to an interface of this node. */
export const routeTable: ResourceType<Config, Resolved> = {
  type: 'aws/route-table',
  summary: 'Routes for one destination, in many route tables, to an interface of this node',
  schema,
  resolve,
  create,
  targets: ({ destination, routeTableIds }) => routeTableIds.map((id) => `${destination} in ${id}`),
  policy: {
    permissions,
    release,
    staleReads: true,
    problems: interfaceProblems,
    identify,
    shared: awsSettings,
    nodeFields,
  },
};

function release(): ReleasePolicy {
  const because = 'a route is not taken away but replaced by the next node';
  return { default: 'keep', allowed: ['keep'], because };
}

function permissions({ region, routeTableIds, create }: Resolved): Statement[] {
  return [
    { actions: ['ec2:DescribeRouteTables', 'ec2:DescribeNetworkInterfaces'], resources: ['*'] },
    {
      actions: ['ec2:ReplaceRoute', ...(create ? ['ec2:CreateRoute'] : [])],
      resources: routeTableIds.map((id) => `arn:${partitionOf(region)}:ec2:${region}:*:route-table/${id}`),
    },
  ];
}
