import { AwsError } from '../aws-error.ts';
import { type QueryParameters, required } from '../query.ts';
import type { Route, RouteTable, World } from '../world.ts';
import type { Ec2Action } from './action.ts';
import { canonicalBlock } from './cidr.ts';
import { foundRouteTable } from './found.ts';
import { targetOf } from './target.ts';

const parameters = [
  'RouteTableId',
  'DestinationCidrBlock',
  'DestinationIpv6CidrBlock',
  'NetworkInterfaceId',
  'DryRun',
] as const;

/** CreateRoute: to an interface; a destination that has a route is RouteAlreadyExists. */
export const createRoute: Ec2Action = {
  name: 'CreateRoute',
  write: true,
  parameters,
  answer: ({ world, params }) => {
    const { table, destination, route } = asked(world, params);
    if (route) throw new AwsError(400, 'RouteAlreadyExists', `The route identified by ${destination} already exists.`);
    table.routes.push({ destination, networkInterfaceId: target(world, params), gatewayId: null });
    return { return: true };
  },
};

/** ReplaceRoute: gives an existing route another target; without a route it is an error. */
export const replaceRoute: Ec2Action = {
  name: 'ReplaceRoute',
  write: true,
  parameters,
  answer: ({ world, params }) => {
    const { destination, route } = asked(world, params);
    if (!route)
      throw new AwsError(
        400,
        'InvalidParameterValue',
        `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
      );
    Object.assign(route, { networkInterfaceId: target(world, params), gatewayId: null });
    return { return: true };
  },
};

interface Asked {
  readonly table: RouteTable;
  readonly destination: string;
  readonly route: Route | undefined;
}

function asked(world: World, params: QueryParameters): Asked {
  const table = foundRouteTable(world, required(params, 'RouteTableId'));
  const destination = destinationOf(params);
  const route = table.routes.find((each) => each.destination === destination && !each.propagated);
  return { table, destination, route };
}

function destinationOf(params: QueryParameters): string {
  const { DestinationCidrBlock: block, DestinationIpv6CidrBlock: block6 } = params;
  if (block !== undefined && block6 === undefined) return canonicalBlock(block, 'destinationCidrBlock');
  if (block6 !== undefined && block === undefined) return canonicalBlock(block6, 'destinationIpv6CidrBlock');
  const which = 'destinationCidrBlock or destinationIpv6CidrBlock';
  if (block === undefined)
    throw new AwsError(400, 'MissingParameter', `The request must contain the parameter ${which}`);
  throw new AwsError(400, 'InvalidParameterCombination', `The request must contain exactly one of ${which}`);
}

const target = (world: World, params: QueryParameters): string =>
  targetOf(world, required(params, 'NetworkInterfaceId')).id;
