import { isIPv4, isIPv6 } from 'node:net';
import type { Problem } from '@kirikae/core';
import { nameProblem } from './name-problem.ts';
import { isOwn, writtenValues } from './own-values.ts';
import type { RecordConfig } from './record-schema.ts';
import { textProblem } from './text.ts';
import { normalValue, storedValue } from './value.ts';

type Type = RecordConfig['type'];

/** How many values Route 53 takes in one set (Developer Guide, "Quotas"). */
const MOST = 400;

/** What is wrong with the values of a record of one node, by its type. */
export function problemsOfValues(record: RecordConfig): Problem[] {
  const { type } = record;
  const values = writtenValues(record);
  if (type === 'CNAME' && values.length > 1)
    return [{ path: ['values'], reason: 'of a CNAME must be one', remedy: 'keep one' }];
  if (values.length > MOST)
    return [{ path: ['values'], reason: `must be at most ${MOST}, not ${values.length}`, remedy: 'remove some' }];
  const stored = values.map((value) => normalValue(type, storedValue(type, value)));
  return values.flatMap((value, index) => {
    const wrong = unfit(type, value) ?? twice(stored, index);
    return wrong ? [{ path: record.values ? ['values', index] : ['value'], ...wrong }] : [];
  });
}

type Wrong = Pick<Problem, 'reason' | 'remedy'>;

function twice(stored: readonly string[], index: number): Wrong | undefined {
  const first = stored.indexOf(stored[index] ?? '');
  if (first === index) return undefined;
  return { reason: `is the same as values[${first}]: Route 53 takes a value once`, remedy: 'remove one of them' };
}

const FITTING: Record<Type, readonly string[]> = {
  A: ['public-ipv4', 'private-ipv4'],
  AAAA: ['ipv6'],
  CNAME: [],
  TXT: ['public-ipv4', 'private-ipv4', 'ipv6'],
};

/** Why a value does not fit a type; undefined if it does. */
function unfit(type: Type, value: string): Wrong | undefined {
  if (isOwn(value)) {
    const reason = `${value} does not fit a record of type ${type}`;
    return FITTING[type].includes(value) ? undefined : { reason, remedy: 'write another value' };
  }
  if (type === 'CNAME') return nameProblem(value);
  const wanted = wantedOf(type, value);
  return wanted === undefined ? undefined : { reason: `must be ${wanted}`, remedy: remedyFor(wanted) };
}

const remedyFor = (wanted: string): string => `write ${wanted.replace(/, not .*$/, '')}`;

/** What a value of that type must be, where this one is not. */
function wantedOf(type: Type, value: string): string | undefined {
  if (type === 'A') return isIPv4(value) ? undefined : `an IPv4 address, public-ipv4 or private-ipv4, not ${value}`;
  if (type === 'AAAA')
    return isIPv6(value) && !value.includes('%') ? undefined : `an IPv6 address or ipv6, not ${value}`;
  return textProblem(value)?.replace(/^must be /, '');
}
