import { awsError, ownAddress } from '@kirikae/aws';
import type { Host } from '@kirikae/core';
import { normalName } from './name.ts';
import { isOwn, type OwnValue, tellsHolder, writtenValues } from './own-values.ts';
import { perNodeOf, type RecordConfig } from './record-schema.ts';
import type { Config } from './schema.ts';
import { storedValue } from './value.ts';
import type { Wanted } from './wanted.ts';

/** A record of the file as it shall be on this node. `written` is the same record with every node's values. */
export async function ownRecord(
  config: Config,
  record: RecordConfig,
  host: Host,
  written: RecordConfig,
): Promise<Wanted> {
  const { type, ttl, alias, setIdentifier, weight, failover, healthCheckId } = record;
  const values = await Promise.all(
    writtenValues(record).map((value) => (isOwn(value) ? ownValue(config, value, host, record.name) : value)),
  );
  const others = perNodeOf(written.setIdentifier)?.filter((id) => id !== setIdentifier) as string[] | undefined;
  return {
    name: normalName(record.name),
    type,
    values: [...new Set(values.map((value) => storedValue(type, value)))], // two addresses of a node may be one
    ...defined({ ttl, alias, setIdentifier, siblings: others, weight, failover, healthCheckId }),
    tells: tellsHolder(written),
  };
}

/** The fields that the file has. */
const defined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

async function ownValue(config: Config, kind: OwnValue, host: Host, name: string): Promise<string> {
  const address = await ownAddress(config, host, kind);
  if (address === undefined) throw awsError('ADDRESS_NONE', `set ${name}`, { kind });
  return address;
}
