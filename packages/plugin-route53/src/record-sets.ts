import { awsSettings, identify, nodeFields, partitionOf } from '@kirikae/aws';
import type { ReleasePolicy, ResourceType, Statement } from '@kirikae/core';
import { plainName } from './name.ts';
import { tellsHolder } from './own-values.ts';
import { type Resolved, resolve } from './resolved.ts';
import { create } from './resource.ts';
import { type Config, problems, schema } from './schema.ts';

/** Record sets of a hosted zone, changed together. */
export const recordSets: ResourceType<Config, Resolved> = {
  type: 'aws/route53',
  summary: 'DNS records that name this node, changed together in one atomic change',
  schema,
  resolve,
  create,
  targets: ({ hostedZoneId, records }) =>
    records.map(({ name, type, failover }) =>
      [plainName(name), type, ...(failover ? [failover] : []), 'in', hostedZoneId].join(' '),
    ),
  policy: {
    permissions,
    release,
    tellsHolder: someTell,
    provesItself: true,
    problems,
    assumes: ({ assumes }) => [...assumes],
    identify,
    shared: awsSettings,
    nodeFields,
  },
};

function someTell({ records }: Config): boolean {
  return records.some(tellsHolder);
}

function release(config: Config): ReleasePolicy {
  const keep = { default: 'keep', allowed: ['keep'] } as const;
  if (config.records.some(({ weight }) => weight !== undefined))
    return { ...keep, because: 'without this weight Route 53 answers with the other sets; the next node takes it' };
  if (someTell(config)) return { default: 'keep', allowed: ['release', 'keep', 'keep-when-moving'] };
  return { ...keep, because: 'a value that is the same on every node says nothing about who holds it' };
}

function permissions({ region, hostedZoneId, wait }: Resolved): Statement[] {
  const arn = (what: string) => `arn:${partitionOf(region)}:route53:::${what}`;
  const zone = {
    actions: ['route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
    resources: [arn(`hostedzone/${hostedZoneId}`)],
  };
  return wait === 'none' ? [zone] : [zone, { actions: ['route53:GetChange'], resources: [arn('change/*')] }];
}
