import { awsError, awsName } from '@kirikae/aws';
import { type ErrorRow, errorsFrom, type KirikaeError } from '@kirikae/core';

/** The errors of routes, beside those that all AWS types share. */
export const ROUTE_ERRORS = {
  ROUTE_MISSING: {
    kind: 'failed',
    problem: 'there is no route for {destination} in {tables}',
    hint: 'create it once by hand, or set create: true',
  },
  ROUTE_FOREIGN: {
    kind: 'failed',
    problem: '{destination} leads to {target} in {table}, which is no network interface',
    hint: 'remove that route, or take another destination',
  },
} satisfies Record<string, ErrorRow>;

/** Makes an error of that table. */
export const routeError = errorsFrom(ROUTE_ERRORS);

/** The error where what was missing is there by now, or what was there is gone: the next look shows what to write instead. */
export function notYet(error: KirikaeError, wanted: string): KirikaeError | undefined {
  const name = awsName(error) ?? '';
  const text = (error.cause as Error | undefined)?.message ?? '';
  // EC2 has no name of its own for a route that cannot be replaced since it is not there
  const isOutdated =
    name === 'RouteAlreadyExists' || (name === 'InvalidParameterValue' && /no route defined/i.test(text));
  return isOutdated ? awsError('AWS_NOT_YET', wanted, { name, text }, { cause: error }) : undefined;
}
