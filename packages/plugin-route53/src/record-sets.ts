import {
  type AwsSettings,
  awsError,
  awsSettings,
  findInterface,
  identify,
  ownAddress,
  partitionOf,
  regionOf,
  settingsOf,
} from '@kirikae/aws';
import type { Host, ResourceType } from '@kirikae/core';
import type { Wanted } from './difference.ts';
import { normalName, plainName } from './name.ts';
import { createRecordSets } from './resource.ts';
import { type Config, isOwn, type OwnValue, problems, schema, tells, valuesOf } from './schema.ts';
import { storedValue } from './value.ts';

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

export const recordSets: ResourceType<Config, Resolved> = {
  type: 'aws/route53',
  summary: 'DNS records that name this node, changed together in one atomic change',
  schema,
  shared: awsSettings,
  staleReads: false,
  provesItself: true,
  problems,
  release: (config) =>
    someTell(config)
      ? { default: 'keep', allowed: ['release', 'keep', 'keep-when-moving'] }
      : {
          default: 'keep',
          allowed: ['keep'],
          because: 'a value that is the same on every node says nothing about who holds it',
        },
  takeable: () => true,
  tellsHolder: someTell,
  identify,
  resolve,
  create: createRecordSets,
  targets: ({ hostedZoneId, records }) =>
    records.map(({ name, type }) => `${plainName(name)} ${type} in ${hostedZoneId}`),
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
    config.records.map(async (record, index) => ({
      ...(await resolveRecord(config, record, host)),
      tells: tells(written.records[index] ?? record),
    })),
  );
  const assumes = config.records.flatMap(valuesOf).includes('public-ipv4') ? await publicPlace(config, host) : [];
  return { ...settingsOf(config), region, instanceId, hostedZoneId, records, wait, waitTimeout, assumes };
}

async function resolveRecord(
  config: Config,
  record: Config['records'][number],
  host: Host,
): Promise<Omit<Wanted, 'tells'>> {
  const { type, ttl } = record;
  const values = await Promise.all(
    valuesOf(record).map((value) => (isOwn(value) ? ownValue(config, value, host, record.name) : value)),
  );
  return {
    name: normalName(record.name),
    type,
    ttl,
    values: values.map((value) => storedValue(type, value)),
  };
}

async function ownValue(config: Config, kind: OwnValue, host: Host, name: string): Promise<string> {
  const address = await ownAddress(config, host, kind);
  if (address === undefined) throw awsError('ADDRESS_NONE', `set ${name}`, { kind });
  return address;
}

/** The place whose public address `public-ipv4` is, in the words of `aws/eip`. */
async function publicPlace(config: Config, host: Host): Promise<string[]> {
  if (config.metadata === 'off' && !host.node.entry?.networkInterfaceId) return [];
  const { id, privateIpv4s } = await findInterface(config, host, {});
  return [`the public address of ${id}/${privateIpv4s[0]}`];
}
