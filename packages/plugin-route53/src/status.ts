import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Status } from '@kirikae/core';
import { contentOf, releaseChanges } from './difference.ts';
import { foreignIn, typeOf } from './foreign.ts';
import { driftOf, isOurs, kindOf } from './kind.ts';
import { plainName } from './name.ts';
import { nameOf } from './policy.ts';
import { readableText } from './text.ts';
import { carries, type Pair, setsOf, valuesOf, type Wanted } from './wanted.ts';

/** The status that the pairs of one resource make together. */
export function statusOf(pairs: readonly Pair[], node: string | null): Status {
  const version = contentOf(pairs.flatMap(setsOf));
  const here = pairs.filter(isOurs).length;
  const beside = besideOf(pairs);
  const subject = subjectOf(pairs);
  if (here === pairs.length) {
    const drifted = pairs.find((pair) => kindOf(pair) === 'drifted');
    const detail = `${drifted ? `${titleOf(drifted)} has ${driftOf(drifted)}` : summaryOf(pairs)}${beside}`;
    const told = node !== null && pairs.some(({ wanted }) => wanted.tells);
    return { state: 'active', ...(told && { holder: { id: node } }), version, drift: !!drifted, subject, detail };
  }
  const holder = pairs.filter(({ wanted }) => wanted.tells).flatMap((pair) => holderIn(pair) ?? [])[0];
  const count = pairs.length > 1 ? `${here} of ${pairs.length}; ` : '';
  const first = pairs.find((pair) => !isOurs(pair));
  const detail = `${count}${first ? describe(first) : ''}${beside}`;
  const partly = releaseChanges(pairs).length > 0;
  return holder
    ? { state: 'elsewhere', holder: { id: targetOf(holder) }, version, partly, subject, detail }
    : { state: 'inactive', version, partly, subject, detail };
}

/** The set that has what this node does not; undefined if there is none. */
function holderIn(pair: Pair): ResourceRecordSet | undefined {
  const kind = kindOf(pair);
  if (kind === 'foreign') return foreignIn(pair)?.set;
  return kind === 'another' ? (pair.siblings.find(carries) ?? pair.found) : undefined;
}

/** The foreign value: what a record names instead of this node. */
const targetOf = (set: ResourceRecordSet): string =>
  set.AliasTarget?.DNSName ??
  valuesOf(set)
    .map((value) => readableText(value).replace(/^"(.*)"$/, '$1'))
    .join(', ');

const titleOf = ({ wanted: { name, type } }: Pair): string => `${plainName(name)} ${type}`;

function describe(pair: Pair): string {
  const { wanted } = pair;
  const title = titleOf(pair);
  const set = holderIn(pair);
  if (!set) return kindOf(pair) === 'idle' ? idle(pair) : `${title} ${absent(wanted)}`;
  if (!set.AliasTarget && set.Type !== wanted.type) return `${plainName(wanted.name)} is ${typeOf(set)}`;
  const target = set.AliasTarget ? `an alias of ${set.AliasTarget.DNSName}` : targetOf(set);
  return `${title} is ${target}${set.SetIdentifier === undefined ? '' : ` (set ${nameOf(set)})`}`;
}

const absent = ({ setIdentifier }: Wanted): string =>
  setIdentifier === undefined ? 'does not exist' : `has no set ${setIdentifier}`;

function idle(pair: Pair): string {
  const { found, siblings, strangers } = pair;
  const all = siblings.length > 0 && !strangers.some(carries);
  return `${titleOf(pair)} has weight 0 (set ${found?.SetIdentifier})${all ? ', as all its sets have: Route 53 answers with each of them' : ''}`;
}

/** What stands beside the sets that the file names. */
function besideOf(pairs: readonly Pair[]): string {
  const told = pairs.filter((pair) => !foreignIn(pair)).flatMap(({ strangers }) => strangers.map(nameOf));
  return told.length > 0 ? `; beside it, not in the file: ${told.join(', ')}` : '';
}

/** What people call the records together. */
export function subjectOf(pairs: readonly Pair[]): string {
  const [first, ...rest] = pairs.map(titleOf);
  return rest.length > 0 ? `${first} and ${rest.length} more` : (first ?? '');
}

/** What the records shall be, in a line. */
export function summaryOf(pairs: readonly Pair[]): string {
  const [first, ...rest] = pairs.map((pair) => `${titleOf(pair)} ${shall(pair.wanted)}`);
  return rest.length > 0 ? `${first} and ${rest.length} more` : (first ?? '');
}

function shall({ values, alias, setIdentifier, weight, failover }: Wanted): string {
  const target = alias ? `alias of ${alias.dnsName}` : values.map(readableText).join(', ');
  if (setIdentifier === undefined) return target;
  return `${target} (set ${setIdentifier}, ${weight === undefined ? failover : `weight ${weight}`})`;
}

/** What a batch does to each pair that it changes: `www.example.com A: 10.0.1.10 -> 10.0.2.10; ...`. */
export const changeOf = (pairs: readonly Pair[]): string =>
  pairs
    .map((pair) => `${titleOf(pair)}: ${beforeOf(pair) || 'nothing'} -> ${shall(pair.wanted)}${alsoOf(pair)}`)
    .join('; ');

/** What changes beside the values. */
function alsoOf(pair: Pair): string {
  const drift = kindOf(pair) === 'drifted' ? driftOf(pair) : undefined;
  return drift ? ` (${drift})` : '';
}

/** What a batch removes. */
export const removalOf = (pairs: readonly Pair[]): string =>
  pairs.map((pair) => `${titleOf(pair)}: ${beforeOf(pair)} -> nothing`).join('; ');

/** What a pair is before a change, for people; empty if there is nothing. */
function beforeOf(pair: Pair): string {
  const sets = setsOf(pair).filter((set) => set !== undefined);
  if (pair.wanted.siblings?.length) return sets.map(nameOf).join(' and ');
  return sets.map((set) => set.AliasTarget?.DNSName ?? valuesOf(set).map(readableText).join(', ')).join('');
}
