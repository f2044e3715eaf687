import type { Identifiers } from '../identifiers.ts';
import type { World } from '../world.ts';
import { storedName } from './name.ts';
import type { RecordSet, Zone } from './zone.ts';

/** What a test says of a zone; `id` and the SOA and NS sets are made. */
export interface ZoneOptions {
  name: string;
  id?: string;
  private?: boolean;
  recordSets?: RecordSet[];
}

/** Adds a hosted zone with the SOA (TTL 900) and NS (TTL 172800) sets that AWS creates in one. */
export function addZone(world: World, ids: Identifiers, options: ZoneOptions): Zone {
  const name = storedName(options.name);
  const number = ids.count('zone');
  const nameServers = ['com', 'net', 'org', 'co.uk'].map((end, index) => `ns-${number * 4 + index}.awsdns-00.${end}`);
  const zone: Zone = {
    id: options.id ?? `Z${number.toString(36).toUpperCase().padStart(13, '0')}`,
    name,
    private: options.private ?? false,
    nameServers,
    recordSets: [...apexSets(name, nameServers), ...(options.recordSets ?? []).map(normalised)],
  };
  world.zones.push(zone);
  return zone;
}

function apexSets(name: string, nameServers: string[]): RecordSet[] {
  const soa = `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  return [
    { name, type: 'NS', ttl: 172_800, values: nameServers.map((server) => `${server}.`) },
    { name, type: 'SOA', ttl: 900, values: [soa] },
  ];
}

function normalised(recordSet: RecordSet): RecordSet {
  return { ...structuredClone(recordSet), name: storedName(recordSet.name) };
}
