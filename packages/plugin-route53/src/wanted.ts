import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { normalName } from './name.ts';
import { sameValues } from './value.ts';

/** A record set as it shall be on this node. Plain JSON, recorded by every run: what came later is optional. */
export interface Wanted {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT';
  /** Undefined of an alias, which has its target's. */
  readonly ttl?: number | undefined;
  /** Empty of an alias. */
  readonly values: readonly string[];
  readonly alias?: Alias | undefined;
  readonly setIdentifier?: string | undefined;
  /** The identifiers of the other nodes' sets, whose weight is 0 while this node holds the record. */
  readonly siblings?: readonly string[] | undefined;
  readonly weight?: number | undefined;
  readonly failover?: 'PRIMARY' | 'SECONDARY' | undefined;
  readonly healthCheckId?: string | undefined;
  /** True if the set differs from node to node, so that it says who holds the record. */
  readonly tells: boolean;
}

/** What an alias points to. */
interface Alias {
  readonly hostedZoneId: string;
  readonly dnsName: string;
  readonly evaluateTargetHealth: boolean;
}

/** What is wanted, and what there is under that name and type. */
export interface Pair {
  readonly wanted: Wanted;
  readonly found: ResourceRecordSet | undefined;
  /** The other nodes' sets, those that exist. */
  readonly siblings: readonly ResourceRecordSet[];
  /** Sets of the name that the file does not name: they are told, and never touched. */
  readonly strangers: readonly ResourceRecordSet[];
}

/** Sorts what was found under a name by what the file calls it. */
export function pairOf(wanted: Wanted, sets: readonly ResourceRecordSet[]): Pair {
  const { setIdentifier, siblings = [], type } = wanted;
  if (setIdentifier === undefined) return { wanted, found: sets[0], siblings: [], strangers: [] };
  const isSibling = ({ Type, SetIdentifier = '' }: ResourceRecordSet) =>
    Type === type && siblings.includes(SetIdentifier);
  const found = sets.find((set) => set.Type === type && set.SetIdentifier === setIdentifier);
  return {
    wanted,
    found,
    siblings: sets.filter(isSibling),
    strangers: sets.filter((set) => set !== found && !isSibling(set)),
  };
}

/** The sets of a pair that the file names, in its order; undefined for each that does not exist. */
export const setsOf = ({ wanted, found, siblings }: Pair): (ResourceRecordSet | undefined)[] => [
  found,
  ...(wanted.siblings ?? []).map((id) => siblings.find(({ SetIdentifier }) => SetIdentifier === id)),
];

/** The values of a record set as it was read. */
export const valuesOf = (set: ResourceRecordSet): string[] =>
  (set.ResourceRecords ?? []).map(({ Value = '' }) => Value);

/** True if a set has the wanted values, or the wanted target. */
export function says(set: ResourceRecordSet, { type, values, alias }: Wanted): boolean {
  if (!alias) return !set.AliasTarget && sameValues(type, valuesOf(set), values);
  const { HostedZoneId, DNSName = '' } = set.AliasTarget ?? {};
  return HostedZoneId === alias.hostedZoneId && normalName(DNSName) === normalName(alias.dnsName);
}

/** True if Route 53 is told to answer with a set. */
export const carries = ({ Weight }: ResourceRecordSet): boolean => Weight === undefined || Weight > 0;
