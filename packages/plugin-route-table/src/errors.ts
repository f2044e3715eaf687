import { type ErrorRow, errorsFrom } from '@kirikae/core';

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
