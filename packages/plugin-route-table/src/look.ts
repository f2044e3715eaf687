import {
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import { type About, ask, awsError } from '@kirikae/aws';
import type { Run } from '@kirikae/core';
import { routeIn, type Seen } from './routes.ts';
import { tell } from './status.ts';

/** The routes of one resource, and how EC2 is asked about them. */
export interface Place {
  readonly client: EC2Client;
  readonly about: (wanted: string, action: string) => About;
  readonly region: string;
  readonly destination: string;
  readonly routeTableIds: readonly string[];
  readonly create: boolean;
  readonly instanceId: string | null;
  readonly networkInterfaceId: string;
}

/** One look at all tables. */
export async function lookAt(place: Place, read: Run['read']): Promise<Seen> {
  const { about, region, destination, routeTableIds, networkInterfaceId, instanceId } = place;
  const looking = about(`look at the routes for ${destination}`, 'ec2:DescribeRouteTables');
  const tables = await tablesOf(place, looking, read);
  const found = routeTableIds.map((id) => {
    const table = tables.find(({ RouteTableId }) => RouteTableId === id);
    if (!table) throw awsError('AWS_NOT_FOUND', looking.wanted, { what: id, region });
    return routeIn(table, destination);
  });
  return tell(found, networkInterfaceId, instanceId);
}

/** The tables, as a rule in one answer; EC2 may give them page by page. */
async function tablesOf({ client, routeTableIds }: Place, looking: About, read: Run['read']): Promise<RouteTable[]> {
  const filters = [{ Name: 'route-table-id', Values: [...routeTableIds] }];
  const tables: RouteTable[] = [];
  let next: string | undefined;
  do {
    const asking = new DescribeRouteTablesCommand({ Filters: filters, ...(next && { NextToken: next }) });
    const page = await read((signal) => ask(looking, signal, (options) => client.send(asking, options)));
    tables.push(...(page.RouteTables ?? []));
    next = page.NextToken;
  } while (next);
  return tables;
}

/** Whether the interface takes what is not for its own addresses; tells only what is wrong. */
export async function sourceCheck(
  { client, about, region, networkInterfaceId }: Place,
  read: Run['read'],
): Promise<string | undefined> {
  const filters = [{ Name: 'network-interface-id', Values: [networkInterfaceId] }];
  const looking = about(`look at ${networkInterfaceId}`, 'ec2:DescribeNetworkInterfaces');
  const { NetworkInterfaces: [found] = [] } = await read((signal) =>
    ask(looking, signal, (options) => client.send(new DescribeNetworkInterfacesCommand({ Filters: filters }), options)),
  );
  if (!found) throw awsError('AWS_NOT_FOUND', looking.wanted, { what: networkInterfaceId, region });
  return found.SourceDestCheck
    ? `the source/destination check of ${networkInterfaceId} is on, so it drops what is not for its own addresses: turn it off once (ec2 modify-network-interface-attribute --no-source-dest-check)`
    : undefined;
}
