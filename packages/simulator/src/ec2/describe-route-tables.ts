import { accountId } from '../account.ts';
import { listOf } from '../query.ts';
import type { Instance, Route, RouteTable, World } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { type FilterReaders, readFilters } from './filter.ts';
import { foundRouteTable } from './found.ts';
import { pageOf } from './pages.ts';

/** DescribeRouteTables, page by page: an unknown id is an error, a filter that nothing meets an empty list. */
export const describeRouteTables: Ec2Action = {
  name: 'DescribeRouteTables',
  write: false,
  parameters: ['RouteTableId.N', 'Filter.N.Name', 'Filter.N.Value.N', 'MaxResults', 'NextToken', 'DryRun'],
  answer: ({ world, params }: Ec2Request): XmlElement => {
    const matches = readFilters(params, readers);
    const ids = listOf(params, 'RouteTableId');
    const asked = ids.length === 0 ? world.routeTables : ids.map((id) => foundRouteTable(world, id));
    const { things, nextToken } = pageOf(asked.filter(matches), world.routeTablesPerPage, params);
    return { routeTableSet: { item: things.map((table) => tableXml(world, table)) }, nextToken };
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

/** Nothing gets to an instance that is off; one that is on its way down still answers. */
const isOff = ({ state }: Instance): boolean => state === 'stopped' || state === 'terminated';

function routeXml(world: World, { destination, networkInterfaceId, gatewayId, propagated }: Route): XmlElement {
  const target = world.interfaces.find(({ id }) => id === networkInterfaceId);
  const instance = world.instances.find(({ id }) => id === target?.instanceId);
  const isDead = networkInterfaceId !== null && (instance === undefined || isOff(instance));
  return {
    [destination.includes(':') ? 'destinationIpv6CidrBlock' : 'destinationCidrBlock']: destination,
    gatewayId: gatewayId ?? undefined,
    networkInterfaceId: networkInterfaceId ?? undefined,
    instanceId: instance?.id,
    instanceOwnerId: instance && accountId,
    state: isDead ? 'blackhole' : 'active',
    origin: propagated ? 'EnableVgwRoutePropagation' : gatewayId === 'local' ? 'CreateRouteTable' : 'CreateRoute',
  };
}
