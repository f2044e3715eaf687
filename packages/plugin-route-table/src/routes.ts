import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import type { Status } from '@kirikae/core';
import { canonical } from './destination.ts';

/** The route for one destination in one table; `target` is not set where there is none. */
export interface Found {
  readonly table: string;
  readonly vpc: string;
  readonly target?: string;
  /** Who has it, if it leads to an interface. */
  readonly holder?: string;
  /** What EC2 calls a route by which nothing gets there: `blackhole`, `filtered`. */
  readonly dead?: string;
}

/** A look, with what was found in each table. */
export interface Seen extends Status {
  readonly found: readonly Found[];
}

/** The route for `destination` in a table as EC2 tells it. */
export function routeIn({ RouteTableId = '', VpcId = '', Routes = [] }: RouteTable, destination: string): Found {
  const table = { table: RouteTableId, vpc: VpcId };
  const routes = Routes.filter((each) => canonical(blockIn(each)) === destination);
  const route = routes.find(isStatic) ?? routes[0];
  if (!route) return table;
  const { NetworkInterfaceId: id, InstanceId: instance, State: state } = route;
  const holder = instance ?? id;
  const target = id ?? instance ?? otherTarget(route) ?? 'something else';
  return { ...table, target, ...(holder && { holder }), ...(state && state !== 'active' && { dead: state }) };
}

/** The block that a route is for; empty for a prefix list. */
export const blockIn = ({ DestinationCidrBlock, DestinationIpv6CidrBlock }: Route): string =>
  DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? '';

/** A table may have a propagated route for the same destination beside it: the static one counts. */
export const isStatic = ({ Origin }: Route): boolean => Origin === 'CreateRoute' || Origin === 'CreateRouteTable';

/** True if EC2 tells what a route leads to. */
export const hasTarget = (route: Route): boolean =>
  Boolean(route.NetworkInterfaceId ?? route.InstanceId ?? otherTarget(route));

/** What a route leads to if not to an interface: `local`, a gateway, a peering connection. */
function otherTarget(route: Route): string | undefined {
  const { GatewayId, NatGatewayId, TransitGatewayId, VpcPeeringConnectionId } = route;
  const { EgressOnlyInternetGatewayId, LocalGatewayId, CarrierGatewayId, CoreNetworkArn, OdbNetworkArn } = route;
  const gateway = GatewayId ?? NatGatewayId ?? TransitGatewayId ?? VpcPeeringConnectionId;
  const rare = EgressOnlyInternetGatewayId ?? LocalGatewayId ?? CarrierGatewayId ?? CoreNetworkArn ?? OdbNetworkArn;
  return gateway ?? rare;
}

/** True for a route that the file does not describe: it leads to something that is no interface. */
export const isForeign = ({ target, holder }: Found): boolean => target !== undefined && holder === undefined;

/** All tables as one text. Where every route leads to one interface, it is known before they do. */
export const versionOf = (found: readonly Pick<Found, 'table' | 'target'>[]): string =>
  found.map(({ table, target }) => `${table}=${target ?? 'none'}`).join(' ');

/** True if a route leads to an interface, and traffic gets there. */
export const isAt = ({ target, dead }: Found, interfaceId: string): boolean => target === interfaceId && !dead;
