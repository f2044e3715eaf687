import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Status } from '@kirikae/core';
import { plainName } from './name.ts';
import { normalValue, sameValues } from './value.ts';

/** A record set as it shall be on this node. */
export interface Wanted {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT';
  readonly ttl: number;
  readonly values: readonly string[];
  /** True if the value differs from node to node, so that it says who holds the record. */
  readonly tells: boolean;
}

/** What is wanted, and what there is under that name and type. */
export interface Pair {
  readonly wanted: Wanted;
  readonly found: ResourceRecordSet | undefined;
}

/*
 *   found                                  is           activation writes        release writes
 *   nothing                                missing      CREATE                   nothing
 *   our values, our TTL                    ours         nothing                  DELETE as read
 *   our values, another TTL                drifted      DELETE as read, CREATE   DELETE as read
 *   other values                           another's    DELETE as read, CREATE   nothing
 *   an alias, or a set with an identifier  foreign      nothing, ever            nothing, ever
 */
export type Kind = 'missing' | 'ours' | 'drifted' | 'another' | 'foreign';

/** The values of a record set as it was read. */
export const valuesOf = (set: ResourceRecordSet): string[] =>
  (set.ResourceRecords ?? []).map(({ Value = '' }) => Value);

/** What a pair is; see the table above. */
export function kindOf({ wanted, found }: Pair): Kind {
  if (!found) return 'missing';
  if (found.AliasTarget || found.SetIdentifier !== undefined || found.Type !== wanted.type) return 'foreign';
  if (!sameValues(wanted.type, valuesOf(found), wanted.values)) return 'another';
  return found.TTL === wanted.ttl ? 'ours' : 'drifted';
}

/** The new set: what the file does not describe is carried over as it was read. */
export const newSet = ({ wanted, found }: Pair): ResourceRecordSet => ({
  ...found,
  Name: wanted.name,
  Type: wanted.type,
  TTL: wanted.ttl,
  ResourceRecords: wanted.values.map((Value) => ({ Value })),
});

/** The one batch that makes all pairs as wanted, and fails if anything was changed since it was read: compare-and-set. */
export function conditionalChanges(pairs: readonly Pair[]): Change[] {
  return pairs
    .filter((pair) => kindOf(pair) !== 'ours')
    .flatMap((pair): Change[] => [
      ...(pair.found ? [{ Action: 'DELETE' as const, ResourceRecordSet: pair.found }] : []),
      { Action: 'CREATE', ResourceRecordSet: newSet(pair) },
    ]);
}

/** The batch that makes them so whatever there is: only when the zone is exactly as it was read and still refused the other one. */
export const unconditionalChanges = (pairs: readonly Pair[]): Change[] =>
  pairs
    .filter((pair) => kindOf(pair) !== 'ours')
    .map((pair) => ({ Action: 'UPSERT', ResourceRecordSet: newSet(pair) }));

/** The batch that removes what is ours, exactly as it was read. */
export const releaseChanges = (pairs: readonly Pair[]): Change[] =>
  pairs
    .filter((pair) => pair.wanted.tells && ['ours', 'drifted'].includes(kindOf(pair)))
    .map((pair) => ({ Action: 'DELETE', ResourceRecordSet: pair.found }));

/** The content of record sets as one text: equal texts, equal content. Order of values and of fields makes no difference. */
export function contentOf(sets: readonly (ResourceRecordSet | undefined)[]): string {
  const normal = (set: ResourceRecordSet | undefined) => {
    if (!set) return null;
    const { Name, Type = '', ResourceRecords, ...rest } = set;
    const values = (ResourceRecords ?? []).map(({ Value = '' }) => normalValue(Type, Value)).sort();
    const fields = Object.entries(rest).filter(([, value]) => value !== undefined);
    return [Name, Type, values, Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)))];
  };
  return JSON.stringify(sets.map(normal));
}

/** The status that the pairs of one resource make together. */
export function statusOf(pairs: readonly Pair[], node: string | null): Status {
  const kinds = pairs.map(kindOf);
  const version = contentOf(pairs.map(({ found }) => found));
  const here = kinds.filter((kind) => kind === 'ours' || kind === 'drifted').length;
  if (here === pairs.length) {
    const drift = kinds.includes('drifted');
    const detail = drift ? ttlDetail(pairs) : summaryOf(pairs);
    const told = node !== null && pairs.some(({ wanted }) => wanted.tells);
    return { state: 'active', ...(told && { holder: { id: node } }), version, drift, detail };
  }
  const other = pairs.find((pair) => pair.wanted.tells && pair.found && ['another', 'foreign'].includes(kindOf(pair)));
  const count = pairs.length > 1 ? `${here} of ${pairs.length}; ` : '';
  const first = pairs.find((pair) => !['ours', 'drifted'].includes(kindOf(pair)));
  const detail = `${count}${first ? describe(first) : ''}`;
  const partly = releaseChanges(pairs).length > 0;
  return other?.found
    ? { state: 'elsewhere', holder: { id: holderOf(other.found) }, version, partly, detail }
    : { state: 'inactive', version, partly, detail };
}

/** The foreign value: what a record names instead of this node. */
export const holderOf = (set: ResourceRecordSet): string =>
  set.AliasTarget?.DNSName ??
  valuesOf(set)
    .map((value) => value.replace(/^"(.*)"$/, '$1'))
    .join(', ');

function describe({ wanted, found }: Pair): string {
  const name = `${plainName(wanted.name)} ${wanted.type}`;
  if (!found) return `${name} does not exist`;
  if (found.AliasTarget) return `${name} is an alias of ${found.AliasTarget.DNSName}`;
  if (found.Type !== wanted.type) return `${plainName(wanted.name)} is a ${found.Type}`;
  return `${name} is ${holderOf(found)}${found.SetIdentifier === undefined ? '' : ` (set ${found.SetIdentifier})`}`;
}

function ttlDetail(pairs: readonly Pair[]): string {
  const drifted = pairs.find((pair) => kindOf(pair) === 'drifted');
  return `${plainName(drifted?.wanted.name ?? '')} ${drifted?.wanted.type} has TTL ${drifted?.found?.TTL}, wanted ${drifted?.wanted.ttl}`;
}

/** What the records shall be, in a line. */
export function summaryOf(pairs: readonly Pair[]): string {
  const [first, ...rest] = pairs.map(
    ({ wanted }) => `${plainName(wanted.name)} ${wanted.type} ${wanted.values.join(', ')}`,
  );
  return rest.length > 0 ? `${first} and ${rest.length} more` : (first ?? '');
}
