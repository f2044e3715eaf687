import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import type { Status } from '@kirikae/core';
import { canonical } from './destination.ts';

/** The route for one destination in one table; `target` is not set where there is none. */
export interface Found {
  readonly table: string;
  readonly target?: string;
  /** Who has it, if it leads to an interface. */
  readonly holder?: string;
  readonly isBlackhole: boolean;
}

/** A look, with what was found in each table. */
export interface Seen extends Status {
  readonly found: readonly Found[];
}

/** The route for `destination` in a table as EC2 tells it. */
export function routeIn({ RouteTableId: table = '', Routes = [] }: RouteTable, destination: string): Found {
  const route = Routes.find((each) => canonical(blockIn(each)) === destination);
  if (!route) return { table, isBlackhole: false };
  const { NetworkInterfaceId: id, InstanceId, State } = route;
  const holder = id && (InstanceId ?? id);
  return { table, target: id ?? otherTarget(route), isBlackhole: State === 'blackhole', ...(holder && { holder }) };
}

const blockIn = ({ DestinationCidrBlock, DestinationIpv6CidrBlock }: Route): string =>
  DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? '';

/** What a route leads to if not to an interface: `local`, a gateway, a peering connection. */
function otherTarget({ GatewayId, NatGatewayId, TransitGatewayId, ...route }: Route): string {
  const { VpcPeeringConnectionId, EgressOnlyInternetGatewayId, LocalGatewayId, CarrierGatewayId, CoreNetworkArn } =
    route;
  const gateway = GatewayId ?? NatGatewayId ?? TransitGatewayId ?? VpcPeeringConnectionId;
  return (
    gateway ?? EgressOnlyInternetGatewayId ?? LocalGatewayId ?? CarrierGatewayId ?? CoreNetworkArn ?? 'something else'
  );
}

/** All tables as one text. Where every route leads to one interface, it is known before they do. */
export const versionOf = (found: readonly Pick<Found, 'table' | 'target'>[]): string =>
  found.map(({ table, target }) => `${table}=${target ?? 'none'}`).join(' ');

/** True if a route leads to an interface, and traffic gets there. */
export const isAt = ({ target, isBlackhole }: Found, interfaceId: string): boolean =>
  target === interfaceId && !isBlackhole;

/** What all tables together say, seen from an interface of this node. */
export function tell(found: readonly Found[], interfaceId: string, own: string | null): Seen {
  const here = found.filter((each) => isAt(each, interfaceId));
  const others = found.filter((each) => !isAt(each, interfaceId));
  const base = { found, version: versionOf(found) };
  const holder = { holder: { id: own ?? interfaceId } };
  if (others.length === 0)
    return { ...base, ...holder, state: 'active', detail: `${here.length} of ${here.length} at ${interfaceId}` };
  const detail = `${here.length} of ${found.length} at ${interfaceId}: ${others.map(about).join(', ')}`;
  if (here.length > 0) return { ...base, state: 'inactive', partly: true, detail };
  const away = others.find(({ target }) => target !== undefined && target !== interfaceId);
  return away
    ? { ...base, state: 'elsewhere', holder: { id: away.holder ?? away.target ?? '' }, detail }
    : { ...base, state: 'inactive', detail };
}

const about = ({ table, target, isBlackhole }: Found): string =>
  target === undefined ? `no route in ${table}` : `${table} at ${target}${isBlackhole ? ' (a blackhole)' : ''}`;
