import { AwsError } from './aws-error.ts';
import type { HttpRequest } from './http.ts';

/** Parameters of AWS's Query protocol as sent: `AllocationId.1`, `Filter.1.Value.2`. */
export type QueryParameters = Record<string, string>;

/** Reads a form POST (or a GET) and splits off Action and Version. */
export function readQuery(request: HttpRequest): { action: string; version: string; params: QueryParameters } {
  const sent = { ...request.query, ...Object.fromEntries(new URLSearchParams(request.body)) };
  const { Action: action = '', Version: version = '', ...params } = sent;
  return { action, version, params };
}

/** The values of a flat list, `AllocationId.1`, `AllocationId.2` and so on, in their order. */
export function listOf(params: QueryParameters, name: string): string[] {
  const values: string[] = [];
  for (let index = 1; params[`${name}.${index}`] !== undefined; index += 1)
    values.push(params[`${name}.${index}`] ?? '');
  return values;
}

/** Refuses parameters the action does not model, `N` standing for any index: never ignore what was asked. */
export function refuseUnknownParameters(action: string, params: QueryParameters, known: readonly string[]): void {
  for (const name of Object.keys(params)) {
    if (known.includes(name.replace(/\.\d+/g, '.N'))) continue;
    throw new AwsError(
      400,
      'UnknownParameter',
      `The parameter ${name} is not recognized: the simulator does not model it for ${action}`,
    );
  }
}

/** The value of a required parameter, or MissingParameter. */
export function required(params: QueryParameters, name: string): string {
  const value = params[name];
  if (value !== undefined) return value;
  throw new AwsError(400, 'MissingParameter', `The request must contain the parameter ${name}`);
}
