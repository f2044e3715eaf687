import { CreateRouteCommand, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { ask, awsError, awsName, requestIdOf } from '@kirikae/aws';
import { type KirikaeError, type Run, type Written, worstOf } from '@kirikae/core';
import { routeError } from './errors.ts';
import type { Place } from './look.ts';
import { type Found, isAt, isForeign, type Seen, versionOf } from './routes.ts';

/** Points every route that does not lead here to this node's interface, all at the same time. Throws the worst of what failed. */
export async function point(place: Place, write: Run['write'], { found }: Seen): Promise<void> {
  refuse(place, found);
  const away = found.filter((each) => !isAt(each, place.networkInterfaceId));
  const results = await Promise.allSettled(away.map((each) => pointOne(place, write, each)));
  const errors = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  if (errors.length > 0) throw worstOf(errors);
}

/** Nothing is written where one of the tables has something that the file does not describe. */
function refuse({ destination, create, networkInterfaceId }: Place, found: readonly Found[]): void {
  const wanted = `route ${destination} to ${networkInterfaceId}`;
  const foreign = found.find(isForeign);
  if (foreign?.target)
    throw routeError('ROUTE_FOREIGN', wanted, { destination, target: foreign.target, table: foreign.table });
  const missing = found.filter(({ target }) => target === undefined).map(({ table }) => table);
  if (missing.length > 0 && !create)
    throw routeError('ROUTE_MISSING', wanted, { destination, tables: missing.join(', ') });
}

async function pointOne(place: Place, write: Run['write'], { table, target }: Found): Promise<void> {
  const { client, about, destination, networkInterfaceId, routeTableIds } = place;
  const action = target === undefined ? 'ec2:CreateRoute' : 'ec2:ReplaceRoute';
  const Command = target === undefined ? CreateRouteCommand : ReplaceRouteCommand;
  const wanted = `route ${destination} in ${table} to ${networkInterfaceId}`;
  const block = destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock';
  const input = { RouteTableId: table, [block]: destination, NetworkInterfaceId: networkInterfaceId };
  await write(action, wanted, async (signal): Promise<Written> => {
    const sent = ask(about(wanted, action), signal, (options) => client.send(new Command(input), options));
    const answer = await sent.catch((error) => outdated(error, wanted));
    const version = versionOf(routeTableIds.map((id) => ({ table: id, target: networkInterfaceId })));
    return { version, detail: `${destination} at ${networkInterfaceId}`, ...requestIdOf(answer) };
  });
}

/** What was missing is there by now, or what was there is gone: the next look shows what to write instead. */
function outdated(error: KirikaeError, wanted: string): never {
  const name = awsName(error) ?? '';
  const text = (error.cause as Error | undefined)?.message ?? '';
  // EC2 has no name of its own for a route that cannot be replaced since it is not there
  const isOutdated =
    name === 'RouteAlreadyExists' || (name === 'InvalidParameterValue' && /no route defined/i.test(text));
  throw isOutdated ? awsError('AWS_NOT_YET', wanted, { name, text }, { cause: error }) : error;
}
