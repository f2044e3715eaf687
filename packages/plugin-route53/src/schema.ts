import { awsSettings } from '@kirikae/aws';
import { duration, type Problem, strict } from '@kirikae/core';
import { z } from 'zod';
import { writtenValues } from './own-values.ts';
import { recordProblems, repeatedProblems } from './record-problems.ts';
import { hostedZoneId, record } from './record-schema.ts';

/** The fields of `aws/route53`. */
export const schema = strict({
  ...awsSettings.shape,
  hostedZoneId: hostedZoneId().meta({ description: 'The hosted zone.' }),
  records: z
    .array(record)
    .min(1, 'must have at least one record')
    .meta({ description: 'Changed together in one atomic change, or not at all.' }),
  wait: z
    .enum(['none', 'insync'])
    .default('none')
    .meta({ description: '`insync`: until all authoritative servers have the change.' }),
  waitTimeout: duration()
    .prefault('20s')
    .meta({ description: 'The longest to wait for it; it is cut to what is left.' }),
});

/** A resource's configuration for one node. */
export type Config = z.output<typeof schema>;

/** What Route 53 allows in one change: 1,000 elements and 32,000 characters; what is replaced counts twice. */
const LIMITS = { elements: 1_000, characters: 32_000 };

/** What no field alone shows to be wrong. */
export function problems({ records }: Config): Problem[] {
  const found: Problem[] = [...records.flatMap(recordProblems), ...repeatedProblems(records)];
  const elements = 2 * records.reduce((sum, each) => sum + writtenValues(each).length, 0);
  const characters = 2 * records.reduce((sum, each) => sum + writtenValues(each).join('').length, 0);
  if (elements > LIMITS.elements || characters > LIMITS.characters)
    found.push({
      path: ['records'],
      reason: `is more than one change may hold (${elements} of ${LIMITS.elements} elements, ${characters} of ${LIMITS.characters} characters)`,
      remedy: 'split it into two resources',
    });
  return found;
}
