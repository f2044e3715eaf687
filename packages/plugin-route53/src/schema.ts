import { awsSettings } from '@kirikae/aws';
import { duration, type Problem, strict } from '@kirikae/core';
import { z } from 'zod';
import { isOwn, writtenValues } from './own-values.ts';
import { besideProblems, recordProblems, repeatedProblems } from './record-problems.ts';
import { hostedZoneId, record } from './record-schema.ts';
import { storedValue } from './value.ts';

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
export function problems({ hostedZoneId, records }: Config): Problem[] {
  const found: Problem[] = [
    ...records.flatMap((record, index) => recordProblems(record, index, hostedZoneId)),
    ...repeatedProblems(records),
    ...besideProblems(records),
  ];
  const stored = records.flatMap((record) => writtenValues(record).map((value) => storedLength(record.type, value)));
  const elements = 2 * stored.length;
  const characters = 2 * stored.reduce((sum, length) => sum + length, 0);
  if (elements > LIMITS.elements || characters > LIMITS.characters)
    found.push({
      path: ['records'],
      reason: `is more than one change may hold (${elements} of ${LIMITS.elements} elements, ${characters} of ${LIMITS.characters} characters)`,
      remedy: 'split it into two resources',
    });
  return found;
}

/** The longest address, for a value that is known on its node alone. */
const ADDRESS = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';

const storedLength = (type: string, value: string): number => storedValue(type, isOwn(value) ? ADDRESS : value).length;
