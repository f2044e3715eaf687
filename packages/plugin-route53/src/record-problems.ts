import type { Problem } from '@kirikae/core';
import { z } from 'zod';
import { isOwn, writtenValues } from './own-values.ts';
import type { RecordConfig } from './record-schema.ts';

/** What is wrong with one record of one node. */
export function recordProblems(record: RecordConfig, index: number): Problem[] {
  const at = ['records', index];
  const found = [...contentProblems(record), ...policyProblems(record)];
  return found.map((each) => ({ ...each, path: [...at, ...each.path] }));
}

function contentProblems(record: RecordConfig): Problem[] {
  if (record.alias) return aliasProblems(record);
  if ((record.value === undefined) === (record.values === undefined))
    return [
      {
        path: [],
        reason: 'must have either value or values, or an alias',
        remedy: 'add one of them, or remove the other',
      },
    ];
  const values = writtenValues(record);
  if (record.type === 'CNAME' && values.length > 1)
    return [{ path: ['values'], reason: 'of a CNAME must be one', remedy: 'keep one' }];
  return values.flatMap((each, position) => {
    const reason = unfit(record.type, each);
    const path = record.values ? ['values', position] : ['value'];
    return reason
      ? [{ path, reason, remedy: `write ${/^must be (.+?)(, not .*)?$/.exec(reason)?.[1] ?? 'another value'}` }]
      : [];
  });
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

/** One record a set: a name and type is listed once, but for a primary and a secondary set. */
export function repeatedProblems(records: readonly RecordConfig[]): Problem[] {
  const keys = records.map(({ name, type }) => `${name.toLowerCase().replace(/\.$/, '')} ${type}`);
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

const FITTING: Record<RecordConfig['type'], readonly string[]> = {
  A: ['public-ipv4', 'private-ipv4'],
  AAAA: ['ipv6'],
  CNAME: [],
  TXT: ['public-ipv4', 'private-ipv4', 'ipv6'],
};

/** Why a value does not fit a type; undefined if it does. */
function unfit(type: RecordConfig['type'], value: string): string | undefined {
  if (isOwn(value)) return FITTING[type].includes(value) ? undefined : `${value} does not fit a record of type ${type}`;
  if (type === 'A' && !z.ipv4().safeParse(value).success)
    return `must be an IPv4 address, public-ipv4 or private-ipv4, not ${value}`;
  if (type === 'AAAA' && !z.ipv6().safeParse(value).success) return `must be an IPv6 address or ipv6, not ${value}`;
  if (type === 'CNAME' && !/^[a-z0-9_*.-]{1,254}$/i.test(value)) return `must be a domain name, not ${value}`;
  return undefined;
}
