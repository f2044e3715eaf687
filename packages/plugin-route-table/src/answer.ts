import { isIP } from 'node:net';
import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import { isId, wrongAbout } from '@kirikae/aws';
import { blockIn, hasTarget, isStatic } from './routes.ts';

/** Why a list of tables cannot be EC2's answer about these: a route of which half is missing would be another route, or none. */
export function wrongTables(told: RouteTable[] | undefined, asked: readonly string[]): string | undefined {
  const half = told?.find(({ VpcId, Routes }) => !VpcId || !Routes || Routes.some(isHalf) || isUnclear(Routes));
  return wrongAbout(told, asked, ({ RouteTableId }) => RouteTableId) ?? (half && `told half of ${half.RouteTableId}`);
}

const isBlock = (text: string): boolean => /^\d+$/.test(text.split('/')[1] ?? '') && isIP(text.split('/')[0] ?? '') > 0;

const STATES: readonly string[] = ['active', 'blackhole', 'filtered'];

function isHalf(route: Route): boolean {
  const { DestinationPrefixListId, NetworkInterfaceId, InstanceId, State = '' } = route;
  if (!(isBlock(blockIn(route)) || DestinationPrefixListId) || !STATES.includes(State)) return true;
  if (NetworkInterfaceId && !isId('eni', NetworkInterfaceId)) return true;
  if (InstanceId && !isId('i', InstanceId)) return true;
  return State !== 'blackhole' && (!hasTarget(route) || Boolean(InstanceId && !NetworkInterfaceId));
}

/** True if it cannot be told which of two routes for one destination counts: one is propagated, and only their origin says which. */
function isUnclear(routes: readonly Route[]): boolean {
  const keys = routes.map((route) => `${blockIn(route)}${route.DestinationPrefixListId}`);
  const doubled = routes.filter((_, at) => keys.indexOf(keys[at] ?? '') !== keys.lastIndexOf(keys[at] ?? ''));
  if (doubled.some(({ Origin }) => !Origin)) return true;
  const fixed = doubled.filter(isStatic).map((route) => `${blockIn(route)}${route.DestinationPrefixListId}`);
  return new Set(fixed).size < fixed.length;
}
