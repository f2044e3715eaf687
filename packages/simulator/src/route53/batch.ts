import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../aws-error.ts';
import type { World } from '../world.ts';
import { aliasProblems } from './alias-rules.ts';
import { valueProblems } from './value-rules.ts';
import { isSameSet, type RecordChange, type RecordSet, type Zone } from './zone.ts';
import { apexProblems, placeProblems } from './zone-rules.ts';

/** Where a batch is applied: the zones and the health checks of the world. */
type Surroundings = Pick<World, 'zones' | 'healthChecks'>;

/** Applies a batch in its order, all or nothing; InvalidChangeBatch lists every problem found. */
export function applyBatch(world: Surroundings, zone: Zone, batch: RecordChange[]): void {
  refuseUnknownHealthChecks(world, batch);
  refuse([...sizeProblems(batch), ...repetitionProblems(batch)]);
  const present = structuredClone(zone.recordSets);
  const problems = batch.flatMap((change) => applyChange(zone, present, change));
  const zones = world.zones.map((each) => (each === zone ? { ...zone, recordSets: present } : each));
  const made = batch.filter(({ action }) => action !== 'DELETE');
  const targets = made.flatMap(({ recordSet }) => aliasProblems(zones, recordSet));
  refuse([...problems, ...targets, ...apexProblems(zone, present)]);
  zone.recordSets = present;
}

function refuseUnknownHealthChecks({ healthChecks }: Surroundings, batch: RecordChange[]): void {
  for (const { action, recordSet } of batch) {
    const id = recordSet.healthCheckId;
    if (action === 'DELETE' || id === undefined || healthChecks.includes(id)) continue;
    throw new AwsError(404, 'NoSuchHealthCheck', `No health check exists with the specified ID: ${id}`);
  }
}

function applyChange(zone: Zone, present: RecordSet[], { action, recordSet }: RecordChange): string[] {
  const index = present.findIndex((candidate) => isSameSet(candidate, recordSet));
  if (action === 'DELETE') return remove(present, index, recordSet);
  const problems = [...valueProblems(recordSet), ...placeProblems(zone, present, recordSet)];
  if (action === 'CREATE' && index >= 0) {
    problems.push(`Tried to create resource record set ${described(recordSet)} but it already exists`);
  }
  if (problems.length > 0) return problems;
  present.splice(index < 0 ? present.length : index, 1, recordSet);
  return [];
}

function remove(present: RecordSet[], index: number, given: RecordSet): string[] {
  const tried = `Tried to delete resource record set ${described(given)} but`;
  const current = present[index];
  if (current === undefined) return [`${tried} it was not found`];
  if (!isEqual(current, given)) return [`${tried} the values provided do not match the current values`];
  present.splice(index, 1);
  return [];
}

function isEqual(one: RecordSet, other: RecordSet): boolean {
  return isDeepStrictEqual({ ...one, values: one.values.toSorted() }, { ...other, values: other.values.toSorted() });
}

function described({ name, type, setIdentifier }: RecordSet): string {
  const suffix = setIdentifier === undefined ? '' : `, set-identifier='${setIdentifier}'`;
  return `[name='${name}', type='${type}'${suffix}]`;
}

/** Limits of one request, an UPSERT counting double (Developer Guide, "Quotas"). */
function sizeProblems(batch: RecordChange[]): string[] {
  const weigh = (size: (value: string) => number): number =>
    batch.reduce((sum, { action, recordSet }) => {
      const own = recordSet.values.reduce((total, value) => total + size(value), 0);
      return sum + (action === 'UPSERT' ? 2 * own : own);
    }, 0);
  return [
    ...(weigh(() => 1) > 1_000 ? ['Number of records limit of 1000 exceeded.'] : []),
    ...(weigh((value) => value.length) > 32_000 ? ['Number of characters limit of 32000 exceeded.'] : []),
  ];
}

/** A set may be named twice only to be deleted and made anew, in that order. */
function repetitionProblems(batch: RecordChange[]): string[] {
  return batch.flatMap(({ action, recordSet }, index) => {
    const earlier = batch.slice(0, index).filter((change) => isSameSet(change.recordSet, recordSet));
    if (earlier.length === 0) return [];
    if (earlier.length === 1 && earlier[0]?.action === 'DELETE' && action !== 'DELETE') return [];
    const which = `'${recordSet.type} ${recordSet.name}'`;
    return [`The request contains an invalid set of changes for a resource record set ${which}`];
  });
}

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new AwsError(400, 'InvalidChangeBatch', `[${problems.join(', ')}]`);
}
