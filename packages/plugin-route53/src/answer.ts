import { isIPv4, isIPv6 } from 'node:net';
import {
  type ChangeInfo,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  RRType,
} from '@aws-sdk/client-route-53';
import { normalName, plainName } from './name.ts';
import { isBefore } from './name-order.ts';
import { isRouted } from './policy.ts';

type Asked = Pick<ListResourceRecordSetsCommandInput, 'StartRecordName' | 'MaxItems'>;

/**
 * Why a page of record sets cannot be Route 53's answer: it begins before what was asked for, has more than that, or is not whole. A set of
 * which half is missing would be another node's, or none.
 */
export function wrongPage(
  answer: ListResourceRecordSetsCommandOutput,
  asked: Asked,
  about: readonly { readonly name: string }[] = [{ name: asked.StartRecordName ?? '' }],
): string | undefined {
  const { ResourceRecordSets: sets, IsTruncated, NextRecordName, MaxItems } = answer;
  const { StartRecordName: start = '' } = asked;
  if (sets === undefined || IsTruncated === undefined || IsTruncated !== (NextRecordName !== undefined))
    return 'told half of a page';
  if (MaxItems !== asked.MaxItems || sets.length > (asked.MaxItems ?? 0))
    return `asked for ${asked.MaxItems} at most, told ${sets.length} of ${MaxItems}`;
  const names = new Set(about.map(({ name }) => normalName(name)));
  const half = sets.find((set) => isHalf(set, names));
  if (half) return `told half of ${plainName(half.Name ?? start)} ${half.Type}`;
  const other = sets.find(({ Name = '' }) => isBefore(Name, start));
  if (other) return `asked about ${plainName(start)} and what follows, told about ${plainName(other.Name ?? '')}`;
  const keys = sets.map(({ Name = '', Type, SetIdentifier }) => `${normalName(Name)} ${Type} ${SetIdentifier}`);
  return new Set(keys).size < keys.length ? `told twice about ${plainName(start)}` : undefined;
}

/** Why what is said of a change cannot be Route 53's answer to it, or to the question for the one with this id. */
export function wrongChange(told: ChangeInfo | undefined, id?: string): string | undefined {
  const { Id = '', Status = '' } = told ?? {};
  if (!/^(\/?change\/)?\w+$/.test(Id) || !/^(PENDING|INSYNC)$/.test(Status)) return 'told half of a change';
  const bare = (text: string) => text.replace(/^.*\//, '');
  return id === undefined || bare(Id) === bare(id) ? undefined : `asked about ${id}, told about ${Id}`;
}

/** True for a name with its dot at the end, in letters as Route 53 writes them. */
const isName = (name: string | undefined): name is string => name !== undefined && /^[\w.*@\\-]+\.$/.test(name);

/** True for a page with a name that is in no zone in which this one can be: it is spoilt, or this name is not in the zone. */
export const isOfOtherTop = ({ ResourceRecordSets: sets = [] }: ListResourceRecordSetsCommandOutput, name: string) =>
  sets.some(({ Name = '' }) => topOf(Name) !== topOf(name));

const topOf = (name: string): string | undefined => name.toLowerCase().split('.').at(-2);

const TYPES: readonly string[] = Object.values(RRType);

/** True for a set that lacks something; of other names than those that are asked about only name and type count. */
function isHalf(set: ResourceRecordSet, names: ReadonlySet<string>): boolean {
  const { Name, Type = '', TTL, AliasTarget, ResourceRecords, SetIdentifier } = set;
  if (!isName(Name) || !TYPES.includes(Type)) return true;
  if (!names.has(normalName(Name))) return false;
  if ((SetIdentifier !== undefined) !== isRouted(set)) return true;
  if (![set.Weight ?? 0, TTL ?? 0].every(Number.isInteger)) return true;
  if (AliasTarget) return ResourceRecords !== undefined || isHalfAlias(AliasTarget);
  const values = (ResourceRecords ?? []).map(({ Value = '' }) => Value);
  return !Number.isInteger(TTL) || values.length === 0 || !values.every((value) => isValue(Type, value));
}

const isHalfAlias = (target: NonNullable<ResourceRecordSet['AliasTarget']>): boolean =>
  !target.HostedZoneId || !target.DNSName || target.EvaluateTargetHealth === undefined;

function isValue(type: string, value: string): boolean {
  if (type === 'A') return isIPv4(value);
  return type === 'AAAA' ? isIPv6(value) : value !== '';
}
