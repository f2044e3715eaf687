import { AwsError } from '../aws-error.ts';

/** A parsed XML element; every leaf is text. */
export type Parsed = Record<string, unknown>;

/** An element with others in it, or MalformedInput. */
export function element(parsed: unknown): Parsed {
  if (typeof parsed !== 'object' || parsed === null) throw malformed();
  return parsed as Parsed;
}

/** The text of a leaf, or MalformedInput. */
export function text(parsed: unknown): string {
  if (typeof parsed !== 'string') throw malformed();
  return parsed;
}

/** A text that is no longer, and no shorter, than the schema lets its type be; refused in the words of its validator. */
export function bounded(value: string, type: string, longest: number, shortest = 0): string {
  if (value.length > longest) throw notFacetValid(value, type, 'maxLength', longest);
  if (value.length < shortest) throw notFacetValid(value, type, 'minLength', shortest);
  return value;
}

function notFacetValid(value: string, type: string, facet: string, limit: number): AwsError {
  const is = `Value '${value}' with length = '${value.length}' is not facet-valid with respect to`;
  return new AwsError(
    400,
    'InvalidInput',
    `Invalid XML ; cvc-${facet}-valid: ${is} ${facet} '${limit}' for type '${type}'.`,
  );
}

/** A whole number from 0 to a maximum, or InvalidInput. */
export function wholeNumber(name: string, parsed: unknown, maximum: number): number {
  const value = Number(text(parsed));
  if (Number.isInteger(value) && value >= 0 && value <= maximum) return value;
  throw invalid(`Invalid XML ; ${name} '${String(parsed)}' is not a whole number from 0 to ${maximum}`);
}

/** What Route 53 says of a request that is none. */
export function invalid(reason: string): AwsError {
  return new AwsError(400, 'InvalidInput', `Invalid request: ${reason}`);
}

/** What Route 53 says of XML that is not what it wants. */
export function malformed(): AwsError {
  return new AwsError(400, 'MalformedInput', 'Unexpected list element termination');
}
