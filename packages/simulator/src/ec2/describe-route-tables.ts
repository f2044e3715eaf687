import { accountId } from '../account.ts';
import { listOf } from '../query.ts';
import type { Route, RouteTable, World } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { type FilterReaders, readFilters } from './filter.ts';
import { foundRouteTable } from './found.ts';

/** DescribeRouteTables: an unknown id is an error, a filter that nothing meets an empty list. */
export const describeRouteTables: Ec2Action = {
  name: 'DescribeRouteTables',
  write: false,
  parameters: ['RouteTableId.N', 'Filter.N.Name', 'Filter.N.Value.N', 'DryRun'],
  answer: ({ world, params }: Ec2Request): XmlElement => {
    const matches = readFilters(params, readers);
    const ids = listOf(params, 'RouteTableId');
    const asked = ids.length === 0 ? world.routeTables : ids.map((id) => foundRouteTable(world, id));
    return { routeTableSet: { item: asked.filter(matches).map((table) => tableXml(world, table)) } };
  },
};

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

function routeXml(world: World, { destination, networkInterfaceId, gatewayId }: Route): XmlElement {
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
    origin: gatewayId === 'local' ? 'CreateRouteTable' : 'CreateRoute',
  };
}
