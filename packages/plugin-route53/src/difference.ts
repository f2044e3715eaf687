import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { kindOf, ttlOf } from './kind.ts';
import { normalName } from './name.ts';
import { normalValue } from './value.ts';
import { type Pair, setsOf } from './wanted.ts';

type Sets = readonly (ResourceRecordSet | undefined)[];

/** The new sets, in the order of `setsOf`: what the file does not describe is carried over as it was read. */
export function newSets(pair: Pair): Sets {
  const [, ...siblings] = setsOf(pair);
  const ttl = ttlOf(pair);
  const sharedTtl = (set: ResourceRecordSet) => (set.TTL !== undefined && ttl !== undefined ? { TTL: ttl } : {});
  return [newSet(pair), ...siblings.map((set) => set && { ...set, Weight: 0, ...sharedTtl(set) })];
}

function newSet(pair: Pair): ResourceRecordSet {
  const { wanted, found } = pair;
  const { name, type, setIdentifier, weight, failover, healthCheckId } = wanted;
  return {
    ...found,
    Name: name,
    Type: type,
    ...(setIdentifier !== undefined && { SetIdentifier: setIdentifier }),
    ...(weight !== undefined && { Weight: weight }),
    ...(failover !== undefined && { Failover: failover }),
    ...(healthCheckId !== undefined && { HealthCheckId: healthCheckId }),
    ...content(pair),
  };
}

function content(pair: Pair): Partial<ResourceRecordSet> {
  const { alias, values } = pair.wanted;
  if (!alias) return { TTL: ttlOf(pair), ResourceRecords: values.map((Value) => ({ Value })) };
  const { hostedZoneId: HostedZoneId, dnsName, evaluateTargetHealth: EvaluateTargetHealth } = alias;
  return { AliasTarget: { HostedZoneId, DNSName: normalName(dnsName), EvaluateTargetHealth } };
}

/**
 * The one batch that makes all pairs as wanted, and fails if anything that it changes was changed since it was read: compare-and-set. Of
 * weighted sets all that the file names are in it, changed or not: two nodes that each changed only their own could both succeed.
 */
export const conditionalChanges = (pairs: readonly Pair[]): Change[] =>
  pairs
    .filter((pair) => kindOf(pair) !== 'ours')
    .flatMap((pair) => [...changes('DELETE', setsOf(pair)), ...changes('CREATE', newSets(pair))]);

/** The batch that makes them so whatever there is: only when the zone is exactly as it was read and still refused the other one. */
export const unconditionalChanges = (pairs: readonly Pair[]): Change[] =>
  pairs.filter((pair) => kindOf(pair) !== 'ours').flatMap((pair) => changes('UPSERT', newSets(pair)));

/** The batch that removes what is ours, exactly as it was read. Without a weighted set Route 53 answers with the others: it stays. */
export const releaseChanges = (pairs: readonly Pair[]): Change[] =>
  releasedOf(pairs).map((pair) => ({ Action: 'DELETE', ResourceRecordSet: pair.found }));

/** The pairs of which something is ours to remove. */
export const releasedOf = (pairs: readonly Pair[]): Pair[] =>
  pairs
    .filter((pair) => pair.wanted.tells && pair.wanted.weight === undefined)
    .filter((pair) => ['ours', 'drifted'].includes(kindOf(pair)));

const changes = (Action: 'DELETE' | 'CREATE' | 'UPSERT', sets: Sets): Change[] =>
  sets.flatMap((ResourceRecordSet) => (ResourceRecordSet ? [{ Action, ResourceRecordSet }] : []));

/**
 * True if the success of the batch proves that nobody else has the records. What was ours when it was read is not in it, and may be
 * another's by then; a set that does not exist cannot be compared.
 */
export const isProof = (pairs: readonly Pair[]): boolean =>
  pairs.every((pair) => kindOf(pair) !== 'ours' && setsOf(pair).slice(1).every(Boolean));

/** The content of record sets as one text: equal texts, equal content. Order of values and of fields makes no difference. */
export function contentOf(sets: Sets): string {
  const normal = (set: ResourceRecordSet | undefined) => {
    if (!set) return null;
    const { Name, Type = '', ResourceRecords, AliasTarget: alias, ...rest } = set;
    const values = (ResourceRecords ?? []).map(({ Value = '' }) => normalValue(Type, Value)).sort();
    const fields = Object.entries(rest).filter(([, value]) => value !== undefined);
    const target = alias ? [alias.HostedZoneId, normalName(alias.DNSName ?? ''), alias.EvaluateTargetHealth] : [];
    return [Name, Type, values, Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1))), ...target];
  };
  return JSON.stringify(sets.map(normal));
}
