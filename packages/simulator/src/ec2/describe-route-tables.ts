import { accountId } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { listOf, type QueryParameters } from '../query.ts';
import type { Route, RouteTable, World } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { type FilterReaders, readFilters } from './filter.ts';
import { foundRouteTable } from './found.ts';

/** DescribeRouteTables, page by page: an unknown id is an error, a filter that nothing meets an empty list. */
export const describeRouteTables: Ec2Action = {
  name: 'DescribeRouteTables',
  write: false,
  parameters: ['RouteTableId.N', 'Filter.N.Name', 'Filter.N.Value.N', 'NextToken', 'DryRun'],
  answer: ({ world, params }: Ec2Request): XmlElement => {
    const matches = readFilters(params, readers);
    const ids = listOf(params, 'RouteTableId');
    const asked = ids.length === 0 ? world.routeTables : ids.map((id) => foundRouteTable(world, id));
    const { tables, nextToken } = pageOf(asked.filter(matches), world.routeTablesPerPage, params);
    return { routeTableSet: { item: tables.map((table) => tableXml(world, table)) }, nextToken };
  },
};

/** The page that the token asks for, the first one without it; a token tells where its page begins. */
function pageOf(found: readonly RouteTable[], size: number, { NextToken: token = 'page-0' }: QueryParameters) {
  const [, from] = /^page-(\d+)$/.exec(token) ?? [];
  if (from === undefined)
    throw new AwsError(400, 'InvalidPaginationToken', `The pagination token '${token}' is invalid`);
  const end = Number(from) + size;
  return { tables: found.slice(Number(from), end), nextToken: end < found.length ? `page-${end}` : undefined };
}

const readers: FilterReaders<RouteTable> = {
  'route-table-id': (table) => [table.id],
  'vpc-id': (table) => [table.vpcId],
};

const tableXml = (world: World, { id, vpcId, routes }: RouteTable): XmlElement => ({
  routeTableId: id,
  vpcId,
  ownerId: accountId,
  routeSet: { item: routes.map((route) => routeXml(world, route)) },
});

function routeXml(world: World, { destination, networkInterfaceId, gatewayId, propagated }: Route): XmlElement {
  const target = world.interfaces.find(({ id }) => id === networkInterfaceId);
  const instance = world.instances.find(({ id }) => id === target?.instanceId);
  const isGone = networkInterfaceId !== null && (instance === undefined || instance.state === 'terminated');
  return {
    [destination.includes(':') ? 'destinationIpv6CidrBlock' : 'destinationCidrBlock']: destination,
    gatewayId: gatewayId ?? undefined,
    networkInterfaceId: networkInterfaceId ?? undefined,
    instanceId: instance?.id,
    instanceOwnerId: instance && accountId,
    state: isGone ? 'blackhole' : 'active',
    origin: propagated ? 'EnableVgwRoutePropagation' : gatewayId === 'local' ? 'CreateRouteTable' : 'CreateRoute',
  };
}
