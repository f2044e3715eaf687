import {
  CreateRouteCommand,
  DescribeRouteTablesCommand,
  type DescribeRouteTablesCommandOutput,
  EC2Client,
  ReplaceRouteCommand,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import { everyPage, FILTER_VALUES, lookAt, type Requests, requestsTo } from '@kirikae/aws';
import { type Host, type Resource, type Run, worstOf } from '@kirikae/core';
import { wrongTables } from './answer.ts';
import { notYet, routeError } from './errors.ts';
import type { Resolved } from './resolved.ts';
import { type Found, isAt, isForeign, routeIn, type Seen, versionOf } from './routes.ts';
import { sourceCheck } from './source-check.ts';
import { statusOf } from './status.ts';

/*
 * aws/route-table: one destination in many route tables leads to an interface of this node.
 *
 *   look      DescribeRouteTables for all tables of the run at once. A table that is not in the answer is "not found", never "not here".
 *   take      ReplaceRoute (CreateRoute where there is no route and `create` is set), one for each table that needs it, side by side.
 *   release   there is none: a route that leads nowhere helps nobody. The next holder replaces it.
 *
 * The trap: the tables change one by one. What was done before a failure stays, `status` tells of each, and the next run does the rest.
 */

/** The routes of one resource, and how EC2 is asked about them. */
interface Routes {
  readonly ec2: Requests<EC2Client>;
  readonly resolved: Resolved;
}

/** The resource for what `resolve` gave. */
export function create(resolved: Resolved, host: Host): Resource<Seen> {
  const routes: Routes = { ec2: requestsTo('ec2', EC2Client, resolved, host), resolved };
  return {
    status: (run) => look(routes, run),
    activate: (run, seen) => take(routes, run, seen),
    async deactivate() {}, // a route is kept; the engine does not ask for more
    inspect: (run) => sourceCheck(routes.ec2, resolved, run),
  };
}

async function look({ ec2, resolved }: Routes, run: Run): Promise<Seen> {
  const { destination, routeTableIds } = resolved;
  const tables = await Promise.all(routeTableIds.map((id) => tableOf(ec2, run, id)));
  return statusOf(
    tables.map((table) => routeIn(table, destination)),
    resolved,
  );
}

const tableOf = (ec2: Routes['ec2'], run: Run, id: string): Promise<RouteTable> =>
  ec2.readMany(run, id, {
    action: 'ec2:DescribeRouteTables',
    by: 'by id',
    most: FILTER_VALUES,
    wanted: lookAt,
    call: (client, options, ids) => tablesOf((command) => client.send(command, options), ids),
    wrong: wrongTables,
    tell: (tables = [], own) =>
      tables.find(({ RouteTableId }) => RouteTableId === own) ?? ec2.absent(lookAt([own]), own),
  });

/** Some tables; EC2 may give them page by page. */
const tablesOf = (
  send: (command: DescribeRouteTablesCommand) => Promise<DescribeRouteTablesCommandOutput>,
  ids: readonly string[],
): Promise<RouteTable[] | undefined> =>
  everyPage(
    async (NextToken) => {
      const Filters = [{ Name: 'route-table-id', Values: [...ids] }];
      const page = await send(new DescribeRouteTablesCommand({ Filters, ...(NextToken && { NextToken }) }));
      return { found: page.RouteTables, next: page.NextToken };
    },
    (told) => wrongTables(told, ids),
  );

/** Points every route that does not lead here to this node's interface, all at the same time. Throws the worst of what failed. */
async function take(routes: Routes, run: Run, { found }: Seen): Promise<void> {
  refuseForeign(routes.resolved, found);
  const away = found.filter((each) => !isAt(each, routes.resolved.networkInterfaceId));
  const results = await Promise.allSettled(away.map((each) => point(routes, run, each)));
  const errors = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  if (errors.length > 0) throw worstOf(errors);
}

/** Nothing is written where one of the tables has something that the file does not describe. */
function refuseForeign({ destination, create }: Resolved, found: readonly Found[]): void {
  const wanted = `take ${destination}`;
  const foreign = found.find(isForeign);
  if (foreign?.target)
    throw routeError('ROUTE_FOREIGN', wanted, { destination, target: foreign.target, table: foreign.table });
  const missing = found.filter(({ target }) => target === undefined).map(({ table }) => table);
  if (missing.length > 0 && !create)
    throw routeError('ROUTE_MISSING', wanted, { destination, tables: missing.join(', ') });
}

async function point({ ec2, resolved }: Routes, run: Run, { table, target }: Found): Promise<void> {
  const { destination, networkInterfaceId, routeTableIds } = resolved;
  const Command = target === undefined ? CreateRouteCommand : ReplaceRouteCommand;
  const wanted = `take ${destination} in ${table}`;
  const block = destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock';
  const input = { RouteTableId: table, [block]: destination, NetworkInterfaceId: networkInterfaceId };
  await ec2.write(run, {
    action: target === undefined ? 'ec2:CreateRoute' : 'ec2:ReplaceRoute',
    wanted,
    summary: `route ${destination} in ${table} to ${networkInterfaceId}`,
    call: (client, options) => client.send(new Command(input), options),
    question: (client, options) => client.send(new Command({ ...input, DryRun: true }), options),
    made: () => ({
      version: versionOf(routeTableIds.map((id) => ({ table: id, target: networkInterfaceId }))),
      detail: `${destination} at ${networkInterfaceId}`,
    }),
    refused: (error) => {
      throw notYet(error, wanted) ?? error;
    },
  });
}
