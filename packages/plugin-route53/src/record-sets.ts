import {
  type AwsSettings,
  awsSettings,
  entryOf,
  findInterface,
  identify,
  nodeFields,
  partitionOf,
  regionOf,
  settingsOf,
} from '@kirikae/aws';
import type { Host, ReleasePolicy, ResourceType } from '@kirikae/core';
import { plainName } from './name.ts';
import { ownRecord } from './own-record.ts';
import { tells, valuesOf } from './own-values.ts';
import { createRecordSets } from './resource.ts';
import { type Config, problems, schema } from './schema.ts';
import type { Wanted } from './wanted.ts';

/** The record sets as they shall be on this node. */
export interface Resolved extends AwsSettings {
  readonly region: string;
  readonly instanceId: string | null;
  readonly hostedZoneId: string;
  readonly records: readonly Wanted[];
  readonly wait: Config['wait'];
  readonly waitTimeout: number;
  /** What this node's own values were taken from, so that nothing else of the group moves it. */
  readonly assumes: readonly string[];
}

const someTell = ({ records }: Config): boolean => records.some(tells);

function release(config: Config): ReleasePolicy {
  const keep = { default: 'keep', allowed: ['keep'] } as const;
  if (config.records.some(({ weight }) => weight !== undefined))
    return { ...keep, because: 'without this weight Route 53 answers with the other sets; the next node takes it' };
  if (someTell(config)) return { default: 'keep', allowed: ['release', 'keep', 'keep-when-moving'] };
  return { ...keep, because: 'a value that is the same on every node says nothing about who holds it' };
}

export const recordSets: ResourceType<Config, Resolved> = {
  type: 'aws/route53',
  summary: 'DNS records that name this node, changed together in one atomic change',
  schema,
  shared: awsSettings,
  nodeFields,
  staleReads: false,
  provesItself: true,
  problems,
  release,
  takeable: () => true,
  tellsHolder: someTell,
  identify,
  resolve,
  create: createRecordSets,
  targets: ({ hostedZoneId, records }) =>
    records.map(({ name, type, failover }) =>
      [plainName(name), type, ...(failover ? [failover] : []), 'in', hostedZoneId].join(' '),
    ),
  assumes: ({ assumes }) => [...assumes],
  permissions: ({ region, hostedZoneId, wait }) => {
    const arn = (what: string) => `arn:${partitionOf(region)}:route53:::${what}`;
    const zone = {
      actions: ['route53:ListResourceRecordSets', 'route53:ChangeResourceRecordSets'],
      resources: [arn(`hostedzone/${hostedZoneId}`)],
    };
    return wait === 'none' ? [zone] : [zone, { actions: ['route53:GetChange'], resources: [arn('change/*')] }];
  },
};

async function resolve(config: Config, host: Host, written: Config): Promise<Resolved> {
  const { hostedZoneId, wait, waitTimeout } = config;
  const [region, { id: instanceId }] = await Promise.all([regionOf(config, host), identify(config, host)]);
  const records = await Promise.all(
    config.records.map((record, index) => ownRecord(config, record, host, written.records[index] ?? record)),
  );
  const assumes = config.records.flatMap(valuesOf).includes('public-ipv4') ? await publicPlace(config, host) : [];
  return { ...settingsOf(config), region, instanceId, hostedZoneId, records, wait, waitTimeout, assumes };
}

/** The place whose public address `public-ipv4` is, in the words of `aws/eip`. */
async function publicPlace(config: Config, host: Host): Promise<string[]> {
  if (config.metadata === 'off' && !entryOf(host)?.networkInterfaceId) return [];
  const { id, privateIpv4s } = await findInterface(config, host, {});
  return [`the public address of ${id}/${privateIpv4s[0]}`];
}
