import { EC2Client } from '@aws-sdk/client-ec2';
import {
  type AwsSettings,
  aboutService,
  awsSettings,
  clientOptions,
  findInterface,
  identify,
  interfaceFields,
  interfaceProblems,
  nodeFields,
  partitionOf,
  regionOf,
  settingsOf,
} from '@kirikae/aws';
import { type Host, type Resource, type ResourceType, strict } from '@kirikae/core';
import { z } from 'zod';
import { destination } from './destination.ts';
import { lookAt, type Place, sourceCheck } from './look.ts';
import { point } from './point.ts';
import type { Seen } from './routes.ts';

/*
 * aws/route-table: one destination in many route tables leads to an interface of this node.
 *
 *   look      DescribeRouteTables for all tables at once. A table that is not in the answer is "not found", never "not here".
 *   take      ReplaceRoute (CreateRoute where there is no route and `create` is set), one for each table that needs it, side by side.
 *   release   there is none: a route that leads nowhere helps nobody. The next holder replaces it.
 *
 * The trap: the tables change one by one. What was done before a failure stays, `status` tells of each, and the next run does the rest.
 */

const schema = strict({
  ...awsSettings.shape,
  destination: destination().meta({ description: 'What leads to this node: a CIDR block, IPv4 or IPv6.' }),
  routeTableIds: z
    .array(z.string().regex(/^rtb-[0-9a-f]{8,17}$/, 'must be the id of a route table (rtb-…)'))
    .min(1, 'must name at least one route table')
    .max(100, 'must name at most 100 route tables')
    .refine((ids) => new Set(ids).size === ids.length, 'names a route table twice')
    .meta({ description: 'The route tables.' }),
  ...interfaceFields,
  create: z.boolean().default(false).meta({ description: 'True: a route that is missing is created.' }),
});
type Config = z.output<typeof schema>;

/** The routes, and where they lead on this node. */
interface Resolved extends AwsSettings {
  readonly region: string;
  readonly destination: string;
  readonly routeTableIds: readonly string[];
  readonly create: boolean;
  readonly instanceId: string | null;
  readonly networkInterfaceId: string;
}

export const routeTable: ResourceType<Config, Resolved> = {
  type: 'aws/route-table',
  summary: 'Routes for one destination, in many route tables, to an interface of this node',
  schema,
  shared: awsSettings,
  nodeFields,
  staleReads: true,
  problems: interfaceProblems,
  release: () => ({
    default: 'keep',
    allowed: ['keep'],
    because: 'a route is not taken away but replaced by the next node',
  }),
  takeable: () => true,
  tellsHolder: () => true,
  identify,
  resolve,
  create,
  targets: ({ destination, routeTableIds }) => routeTableIds.map((id) => `${destination} in ${id}`),
  permissions: ({ region, routeTableIds, create }) => [
    { actions: ['ec2:DescribeRouteTables', 'ec2:DescribeNetworkInterfaces'], resources: ['*'] },
    {
      actions: ['ec2:ReplaceRoute', ...(create ? ['ec2:CreateRoute'] : [])],
      resources: routeTableIds.map((id) => `arn:${partitionOf(region)}:ec2:${region}:*:route-table/${id}`),
    },
  ],
};

async function resolve(config: Config, host: Host): Promise<Resolved> {
  const { destination, routeTableIds, create } = config;
  const [region, { id: instanceId }, { id: networkInterfaceId }] = await Promise.all([
    regionOf(config, host),
    identify(config, host),
    findInterface(config, host, { ...config, withoutAddress: true }),
  ]);
  return { ...settingsOf(config), region, destination, routeTableIds, create, instanceId, networkInterfaceId };
}

function create(resolved: Resolved, host: Host): Resource<Seen> {
  const client = host.once(
    `ec2 ${JSON.stringify(settingsOf(resolved))}`,
    () => new EC2Client(clientOptions('ec2', resolved.region, resolved, host)),
  );
  const about = (wanted: string, action: string) => ({ ...aboutService('ec2', resolved, host), wanted, action });
  const place: Place = { ...resolved, client, about };
  return {
    status: ({ read }) => lookAt(place, read),
    activate: ({ write }, seen) => point(place, write, seen),
    inspect: ({ read }) => sourceCheck(place, read),
    async deactivate() {}, // a route is kept; the engine does not ask for more
  };
}
