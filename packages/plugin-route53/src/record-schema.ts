import { PerNode, perNode, strict } from '@kirikae/core';
import { z } from 'zod';

/** The id of a hosted zone, in any form in which AWS gives it; stand-ins do not begin it with Z. It comes out bare. */
export const hostedZoneId = () =>
  z
    .string({ error: 'must be the id of a hosted zone (Z...)' })
    .regex(/^(\/?hostedzone\/)?[A-Za-z0-9-]{1,32}$/, 'must be the id of a hosted zone (Z...)')
    .transform((id) => id.replace(/^.*\//, ''));

/** A name of the DNS. What is wrong in it is told with the other problems of a record, each with its own remedy. */
const domainName = () => z.string({ error: 'must be a domain name' }).min(1, 'must not be empty');

const value = () =>
  perNode(z.string({ error: 'must be text' }).min(1, 'must not be empty')).meta({
    description:
      '`public-ipv4`, `private-ipv4`, `ipv6` of this node, a literal, or perNode. Of TXT: plain text, or strings in quotes as Route 53 has them.',
  });

const text = (longest: number) =>
  z
    .string({ error: 'must be text' })
    .min(1, 'must not be empty')
    .max(longest, `must not be longer than ${longest} characters`);

const alias = strict({
  hostedZoneId: perNode(hostedZoneId()).meta({
    description: "The zone of the target: a load balancer's, or this one.",
  }),
  dnsName: perNode(domainName()).meta({ description: 'The name of the target.' }),
  evaluateTargetHealth: z.boolean().default(false).meta({
    description: 'Route 53 answers with it only while the target is healthy. With `failover` it must be true.',
  }),
});

/** What a TTL is when the file does not say it. An alias has none. */
const TTL = 30;

const written = strict({
  name: domainName().meta({ description: 'The whole name; a dot at its end makes no difference.' }),
  type: z.enum(['A', 'AAAA', 'CNAME', 'TXT']).meta({ description: 'The type of the record set.' }),
  ttl: z.int().min(0).max(2_147_483_647).optional().meta({ description: 'Seconds. Not with `alias`.', default: TTL }),
  value: value().optional(),
  values: z
    .array(value())
    .min(1, 'must have at least one value')
    .optional()
    .meta({ description: 'Several values instead of one.' }),
  alias: alias.optional().meta({ description: 'An AWS resource, or another record of the zone, instead of values.' }),
  setIdentifier: perNode(text(128))
    .optional()
    .meta({ description: "The set's identifier, with `weight` or `failover`; perNode where each node has a set." }),
  weight: z
    .int()
    .min(0)
    .max(255)
    .optional()
    .meta({ description: 'The weight of the set that is active. With an identifier for each node the others get 0.' }),
  failover: z.enum(['PRIMARY', 'SECONDARY']).optional().meta({ description: 'The role of the set.' }),
  healthCheckId: perNode(text(64))
    .optional()
    .meta({ description: 'The health check of the set, with `weight` or `failover`.' }),
});

/** How many weighted sets of one name and type there may be (Developer Guide, "Quotas"). */
const MOST_SETS = 100;

/** A record of the file. What depends on `perNode` is checked here: later there is only one node's value. */
export const record = written
  .superRefine(({ setIdentifier, weight, failover }, { addIssue }) => {
    const refuse = (field: string, message: string) => addIssue({ code: 'custom', path: [field], message });
    const ids: readonly unknown[] | undefined = perNodeOf(setIdentifier);
    if (!ids) return;
    if (new Set(ids).size < ids.length)
      refuse('setIdentifier', 'must be another on each node, or be given once for all');
    if (ids.length > MOST_SETS)
      refuse('setIdentifier', `must be at most ${MOST_SETS}: more sets Route 53 does not take`);
    if (weight === 0) refuse('weight', "must be 1 to 255, since the other nodes' sets get 0");
    if (failover !== undefined) refuse('setIdentifier', 'of a failover set is the same on every node: give it once');
  })
  .transform((fields) => ({ ...fields, ttl: fields.ttl ?? (fields.alias ? undefined : TTL) }));

/** A record as the file has it, or as it is for one node. */
export type RecordConfig = z.output<typeof record>;

/** The values that a field has on the nodes; undefined if it is given once. */
export const perNodeOf = (field: unknown): readonly unknown[] | undefined =>
  field instanceof PerNode ? Object.values(field.values) : undefined;
