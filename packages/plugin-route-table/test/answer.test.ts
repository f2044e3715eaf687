import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { wrongTables } from '../src/answer.ts';

const local: Route = {
  DestinationCidrBlock: '10.0.0.0/16',
  GatewayId: 'local',
  State: 'active',
  Origin: 'CreateRouteTable',
};
const route: Route = {
  DestinationCidrBlock: '10.99.0.0/24',
  NetworkInterfaceId: 'eni-0a',
  InstanceId: 'i-0a',
  State: 'active',
  Origin: 'CreateRoute',
};
const table = (...routes: Route[]): RouteTable => ({ RouteTableId: 'rtb-0a', VpcId: 'vpc-0a', Routes: routes });

test.each([
  ['as EC2 tells it', table(local, route)],
  ['with a route whose target is gone', table(local, { DestinationCidrBlock: '10.99.0.0/24', State: 'blackhole' })],
  [
    'with a propagated route beside the static one',
    table(route, {
      ...route,
      InstanceId: undefined,
      NetworkInterfaceId: undefined,
      GatewayId: 'vgw-1',
      Origin: 'EnableVgwRoutePropagation',
    }),
  ],
  [
    'with a prefix list',
    table({ DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-1', State: 'active', Origin: 'CreateRoute' }),
  ],
])('a table %s is believed', (_, told) => {
  expect(wrongTables([told], ['rtb-0a'])).toBeUndefined();
});

test.each([
  ['without its list', undefined, 'asked about rtb-0a, told nothing'],
  ['about another table', [{ ...table(local), RouteTableId: 'rtb-0b' }], 'asked about rtb-0a, told about rtb-0b'],
  ['twice about one', [table(local), table(local)], 'told twice about rtb-0a'],
  ['without routes', [{ RouteTableId: 'rtb-0a', VpcId: 'vpc-0a' }], 'told half of rtb-0a'],
  ['without its VPC', [{ RouteTableId: 'rtb-0a', Routes: [local] }], 'told half of rtb-0a'],
  ['with a route without destination', [table({ ...route, DestinationCidrBlock: undefined })], 'told half'],
  ['with a route without state', [table({ ...route, State: undefined })], 'told half'],
  ['with a route in no known state', [table({ ...route, State: 'actixe' as never })], 'told half'],
  ['with a route to an instance and no interface', [table({ ...route, NetworkInterfaceId: undefined })], 'told half'],
  ['with a route to nothing', [table({ ...local, GatewayId: undefined })], 'told half'],
  ['with a route to no interface', [table({ ...route, NetworkInterfaceId: 'eni-x' })], 'told half'],
  ['with two static routes for one destination', [table(route, route)], 'told half'],
  [
    'with two routes of which one does not say where it is from',
    [table(route, { ...route, Origin: undefined })],
    'told half',
  ],
])('an answer %s is not', (_, told, reason) => {
  expect(wrongTables(told, ['rtb-0a'])).toContain(reason);
});
