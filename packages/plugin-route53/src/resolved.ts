import { type AwsSettings, entryOf, findInterface, identify, regionOf, settingsOf } from '@kirikae/aws';
import type { Host } from '@kirikae/core';
import { ownRecord } from './own-record.ts';
import { writtenValues } from './own-values.ts';
import type { Config } from './schema.ts';
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

/** Finds this node's values. `written` is the configuration with every node's. */
export async function resolve(config: Config, host: Host, written: Config): Promise<Resolved> {
  const { hostedZoneId, wait, waitTimeout } = config;
  const [region, { id: instanceId }] = await Promise.all([regionOf(config, host), identify(config, host)]);
  const records = await Promise.all(
    config.records.map((record, index) => ownRecord(config, record, host, written.records[index] ?? record)),
  );
  const assumes = config.records.flatMap(writtenValues).includes('public-ipv4') ? await publicPlace(config, host) : [];
  return { ...settingsOf(config), region, instanceId, hostedZoneId, records, wait, waitTimeout, assumes };
}

/** The place whose public address `public-ipv4` is, in the words of `aws/eip`. */
async function publicPlace(config: Config, host: Host): Promise<string[]> {
  if (config.metadata === 'off' && !entryOf(host)?.networkInterfaceId) return [];
  const { id, privateIpv4s } = await findInterface(config, host, {});
  return [`the public address of ${id}/${privateIpv4s[0]}`];
}
