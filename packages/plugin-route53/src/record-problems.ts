import type { Problem } from '@kirikae/core';
import { normalName, plainName } from './name.ts';
import { nameProblem, recordNameProblem } from './name-problem.ts';
import type { RecordConfig } from './record-schema.ts';
import { problemsOfValues } from './value-problems.ts';

/** What is wrong with one record of one node, in that zone. */
export function recordProblems(record: RecordConfig, index: number, hostedZoneId: string): Problem[] {
  const at = ['records', index];
  const name = recordNameProblem(record.name);
  const found = [
    ...(name ? [{ path: ['name'], ...name }] : []),
    ...contentProblems(record, hostedZoneId),
    ...policyProblems(record),
  ];
  return found.map((each) => ({ ...each, path: [...at, ...each.path] }));
}

function contentProblems(record: RecordConfig, hostedZoneId: string): Problem[] {
  if (record.alias) return [...aliasProblems(record), ...targetProblems(record, hostedZoneId)];
  if ((record.value === undefined) === (record.values === undefined))
    return [
      {
        path: [],
        reason: 'must have either value or values, or an alias',
        remedy: 'add one of them, or remove the other',
      },
    ];
  return problemsOfValues(record);
}

/** An alias has the values and the TTL of its target. */
function aliasProblems({ value, values, ttl, failover, alias }: RecordConfig): Problem[] {
  const twice = Object.entries({ value, values, ttl }).filter(([, given]) => given !== undefined);
  const extra = twice.map(([field]) => ({
    path: [field],
    reason: 'is what the target of alias has',
    remedy: `remove ${field}, or alias`,
  }));
  if (failover === undefined || alias?.evaluateTargetHealth) return extra;
  const reason = 'must be true with failover';
  return [...extra, { path: ['alias', 'evaluateTargetHealth'], reason, remedy: 'set it to true' }];
}

function targetProblems({ name, alias }: RecordConfig, hostedZoneId: string): Problem[] {
  const path = ['alias', 'dnsName'];
  const wrong = nameProblem(alias?.dnsName ?? '');
  if (wrong) return [{ path, ...wrong }];
  if (alias?.hostedZoneId !== hostedZoneId || normalName(alias.dnsName) !== normalName(name)) return [];
  return [{ path, reason: 'is the record itself', remedy: 'write the name of another record of the zone' }];
}

function policyProblems({ setIdentifier, weight, failover, healthCheckId }: RecordConfig): Problem[] {
  const routed = weight !== undefined || failover !== undefined;
  if (weight !== undefined && failover !== undefined)
    return [
      {
        path: ['weight'],
        reason: 'must not stand beside failover: a set has one policy',
        remedy: 'remove one of them',
      },
    ];
  if (setIdentifier !== undefined && !routed)
    return [{ path: ['setIdentifier'], reason: 'is for weighted and failover sets', remedy: 'add weight or failover' }];
  if (setIdentifier === undefined && routed) {
    const path = [weight === undefined ? 'failover' : 'weight'];
    return [{ path, reason: 'is for a set with an identifier', remedy: 'add setIdentifier' }];
  }
  if (healthCheckId === undefined || routed) return [];
  const reason = 'decides nothing where Route 53 has one set to answer with';
  return [{ path: ['healthCheckId'], reason, remedy: 'add setIdentifier and weight or failover, or remove it' }];
}

/** Beside a CNAME there is nothing else of its name. */
export function besideProblems(records: readonly RecordConfig[]): Problem[] {
  const names = records.map(({ name }) => normalName(name));
  return records.flatMap(({ name, type }, index) => {
    const other = records.find((each, at) => at < index && names[at] === names[index] && each.type !== type);
    if (!other || ![type, other.type].includes('CNAME')) return [];
    const reason = `${plainName(name)} is listed as ${other.type} and as ${type}: DNS allows nothing beside a CNAME`;
    return [{ path: ['records', index], reason, remedy: 'keep one of them' }];
  });
}

/** One record a set: a name and type is listed once, but for a primary and a secondary set. */
export function repeatedProblems(records: readonly RecordConfig[]): Problem[] {
  const keys = records.map(({ name, type }) => `${plainName(normalName(name))} ${type}`);
  return records.flatMap((record, index) => {
    const first = keys.indexOf(keys[index] ?? '');
    const other = records[first];
    if (first === index || !other || isPair(other, record)) return [];
    const [one, two] = [kindOf(other), kindOf(record)];
    if (one === two)
      return [{ path: ['records', index], reason: `${keys[index]} is listed twice`, remedy: remedies[one] }];
    const reason = `${keys[index]} is listed as ${one} and as ${two}`;
    return [{ path: ['records', index], reason, remedy: 'keep one: Route 53 takes one kind under a name and type' }];
  });
}

const isPair = (one: RecordConfig, other: RecordConfig): boolean =>
  one.failover !== undefined &&
  other.failover !== undefined &&
  one.failover !== other.failover &&
  one.setIdentifier !== other.setIdentifier;

const kindOf = ({ weight, failover }: RecordConfig): 'simple' | 'weighted' | 'failover' => {
  if (weight !== undefined) return 'weighted';
  return failover === undefined ? 'simple' : 'failover';
};

const remedies = {
  simple: 'give one record several values: instead',
  weighted: 'name the sets of the nodes in one record, by setIdentifier with perNode',
  failover: 'make one PRIMARY and the other SECONDARY, each with an identifier of its own',
};
