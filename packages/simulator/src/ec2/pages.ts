import { AwsError } from '../aws-error.ts';
import type { QueryParameters } from '../query.ts';

/** One page of what a Describe action looks through, and where the next one begins. */
interface Page<Thing> {
  things: readonly Thing[];
  nextToken: string | undefined;
}

/** The page that the token asks for, the first one without it; a token tells where its page begins. */
export function pageOf<Thing>(found: readonly Thing[], most: number, params: QueryParameters): Page<Thing> {
  const { NextToken: token = 'page-0', MaxResults: asked } = params;
  const [, from] = /^page-(\d+)$/.exec(token) ?? [];
  if (from === undefined)
    throw new AwsError(400, 'InvalidPaginationToken', `The pagination token '${token}' is invalid`);
  const end = Number(from) + Math.min(most, asked === undefined ? most : sizeOf(asked));
  return { things: found.slice(Number(from), end), nextToken: end < found.length ? `page-${end}` : undefined };
}

/** How many a request may ask for at once (API reference, MaxResults). */
function sizeOf(asked: string): number {
  const size = Number(asked);
  if (Number.isInteger(size) && size >= 5 && size <= 1_000) return size;
  throw new AwsError(
    400,
    'InvalidParameterValue',
    `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
  );
}
