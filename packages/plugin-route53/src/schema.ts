import { awsSettings } from '@kirikae/aws';
import { duration, PerNode, type Problem, perNode, strict } from '@kirikae/core';
import { z } from 'zod';

/** The words for a value that every node has of its own. */
export const OWN_VALUES = ['public-ipv4', 'private-ipv4', 'ipv6'] as const;
/** One of them. */
export type OwnValue = (typeof OWN_VALUES)[number];

const value = () =>
  perNode(z.string({ error: 'must be text' }).min(1, 'must not be empty')).meta({
    description: '`public-ipv4`, `private-ipv4`, `ipv6` of this node, a literal, or perNode.',
  });

const record = strict({
  name: z
    .string({ error: 'must be a domain name' })
    .regex(
      /^(?=.{1,254}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i,
      'must be a domain name',
    )
    .meta({ description: 'The whole name; a dot at its end makes no difference.' }),
  type: z.enum(['A', 'AAAA', 'CNAME', 'TXT']).meta({ description: 'The type of the record set.' }),
  ttl: z.int().min(0).max(2_147_483_647).default(30).meta({ description: 'Seconds.' }),
  value: value().optional(),
  values: z
    .array(value())
    .min(1, 'must have at least one value')
    .optional()
    .meta({ description: 'Several values instead of one.' }),
});

/** True if a value of the record, as the file has it, is not the same on every node: then it says who holds the record. */
export const tells = (written: { value?: string | undefined; values?: string[] | undefined }): boolean =>
  valuesOf(written).some(differs);

function differs(value: unknown): boolean {
  if (!(value instanceof PerNode)) return isOwn(value);
  const each = Object.values(value.values);
  return each.some(isOwn) || new Set(each).size > 1;
}

/** The fields of `aws/route53`. */
export const schema = strict({
  ...awsSettings.shape,
  hostedZoneId: z
    .string({ error: 'must be the id of a hosted zone (Z…)' })
    .regex(/^Z[A-Z0-9]{1,31}$/, 'must be the id of a hosted zone (Z…), without /hostedzone/')
    .meta({ description: 'The hosted zone.' }),
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
type RecordConfig = Config['records'][number];

/** The values of a record as the file has them. */
export function valuesOf({
  value,
  values,
}: {
  value?: string | undefined;
  values?: string[] | undefined;
}): readonly string[] {
  return values ?? (value === undefined ? [] : [value]);
}

/** True for a value that each node has of its own by its word. */
export function isOwn(value: unknown): value is OwnValue {
  return (OWN_VALUES as readonly unknown[]).includes(value);
}

/** What Route 53 allows in one change: 1,000 elements and 32,000 characters; what is replaced counts twice. */
const LIMITS = { elements: 1_000, characters: 32_000 };

/** What no field alone shows to be wrong. */
export function problems({ records }: Config): Problem[] {
  const found: Problem[] = records.flatMap((each, index) => recordProblems(each, index));
  const keys = records.map(({ name, type }) => `${name.toLowerCase().replace(/\.$/, '')} ${type}`);
  for (const [index, key] of keys.entries())
    if (keys.indexOf(key) < index)
      found.push({
        path: ['records', index],
        reason: `${key} is listed twice`,
        remedy: 'give one record several values: instead',
      });
  const elements = 2 * records.reduce((sum, each) => sum + valuesOf(each).length, 0);
  const characters = 2 * records.reduce((sum, each) => sum + valuesOf(each).join('').length, 0);
  if (elements > LIMITS.elements || characters > LIMITS.characters)
    found.push({
      path: ['records'],
      reason: `is more than one change may hold (${elements} of ${LIMITS.elements} elements, ${characters} of ${LIMITS.characters} characters)`,
      remedy: 'split it into two resources',
    });
  return found;
}

function recordProblems(record: RecordConfig, index: number): Problem[] {
  const path = ['records', index];
  if ((record.value === undefined) === (record.values === undefined))
    return [{ path, reason: 'must have either value or values', remedy: 'add one of them, or remove the other' }];
  const values = valuesOf(record);
  if (record.type === 'CNAME' && values.length > 1)
    return [{ path: [...path, 'values'], reason: 'of a CNAME must be one', remedy: 'keep one' }];
  return values.flatMap((each, position) => {
    const reason = unfit(record.type, each);
    const at = record.values ? [...path, 'values', position] : [...path, 'value'];
    return reason ? [{ path: at, reason, remedy: 'correct it' }] : [];
  });
}

const FITTING: Record<RecordConfig['type'], readonly string[]> = {
  A: ['public-ipv4', 'private-ipv4'],
  AAAA: ['ipv6'],
  CNAME: [],
  TXT: ['public-ipv4', 'private-ipv4', 'ipv6'],
};

/** Why a value does not fit a type; undefined if it does. */
function unfit(type: RecordConfig['type'], value: string): string | undefined {
  if (isOwn(value)) return FITTING[type].includes(value) ? undefined : `${value} does not fit a record of type ${type}`;
  if (type === 'A' && !z.ipv4().safeParse(value).success)
    return `must be an IPv4 address, public-ipv4 or private-ipv4, not ${value}`;
  if (type === 'AAAA' && !z.ipv6().safeParse(value).success) return `must be an IPv6 address or ipv6, not ${value}`;
  if (type === 'CNAME' && !/^[a-z0-9_*.-]{1,254}$/i.test(value)) return `must be a domain name, not ${value}`;
  return undefined;
}
