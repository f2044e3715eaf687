import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { fitting, type Requests } from '@kirikae/aws';
import type { KirikaeError, Run } from '@kirikae/core';
import { isOfOtherTop, wrongPage } from './answer.ts';
import { route53Error } from './errors.ts';
import { isNameIn, normalName, plainName } from './name.ts';
import type { Wanted } from './wanted.ts';

/** The zone that is listed, and by what. */
export interface Listed {
  readonly route53: Requests<Route53Client>;
  readonly hostedZoneId: string;
}

/** Where a set is looked for. */
export type Place = Pick<Wanted, 'name' | 'type' | 'setIdentifier'>;

/** How many sets are asked for at once where a name has several. A name of two nodes seldom has more. */
export const PAGE = 10;

/** The sets from a start on, page by page. */
export async function setsFrom(
  zone: Listed,
  run: Run,
  wanted: Place,
  start: Partial<ListResourceRecordSetsCommandInput>,
): Promise<ResourceRecordSet[]> {
  const answer = await pageFor(zone, run, wanted, start);
  const sets = (answer.ResourceRecordSets ?? []).filter((set) => isOfPlace(set, wanted));
  const next = wanted.setIdentifier === undefined ? undefined : nextOf(answer, wanted);
  return next ? [...sets, ...(await setsFrom(zone, run, wanted, { ...start, ...next }))] : sets;
}

/** A page for a name. One with names of another top is told as what it is: the name is not in the zone, or the answer is spoilt. */
export async function pageFor(
  zone: Listed,
  run: Run,
  wanted: Place,
  start: Partial<ListResourceRecordSetsCommandInput>,
) {
  const answer = await pageFrom(zone, run, wanted, start);
  if (!isOfOtherTop(answer, wanted.name)) return answer;
  const name = await nameOfZone(zone, run);
  if (name !== undefined && !isNameIn(wanted.name, name)) throw outsideOf(name, wanted, zone.hostedZoneId);
  return pageFrom(zone, run, wanted, start, (page) =>
    isOfOtherTop(page, wanted.name) ? `asked about ${plainName(wanted.name)}, told about another zone` : undefined,
  );
}

/** The error for a record that is not in the zone of that name. */
export const outsideOf = (zone: string, { name, type }: Place, hostedZoneId: string): KirikaeError =>
  route53Error('ROUTE53_OUTSIDE', `set ${plainName(name)} ${type} in ${hostedZoneId}`, { zone: plainName(zone) });

/** One page of sets from a start on; `wanted` is what it is for, `wrong` why it cannot be the answer, beside what every page must be. */
function pageFrom(
  { hostedZoneId, route53 }: Listed,
  run: Run,
  wanted: Place | undefined,
  start: Partial<ListResourceRecordSetsCommandInput>,
  wrong: (page: ListResourceRecordSetsCommandOutput) => string | undefined = () => undefined,
): Promise<ListResourceRecordSetsCommandOutput> {
  const what = wanted ? `${plainName(wanted.name)} ${wanted.type} in ${hostedZoneId}` : hostedZoneId;
  return route53.read(run, {
    action: 'route53:ListResourceRecordSets',
    wanted: `look at ${what}`,
    call: (client, options) =>
      client.send(new ListResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, ...start }), options),
    wrong: (page) => wrongPage(page, start) ?? wrong(page),
  });
}

/**
 * The name of a zone, by the NS and SOA that AWS makes with it: no other name is listed before the zone's own. Undefined if they are not
 * there, as in some stand-ins.
 */
export async function nameOfZone(zone: Listed, run: Run): Promise<string | undefined> {
  const { ResourceRecordSets: sets = [] } = await fitting(PAGE, (MaxItems) =>
    pageFrom(zone, run, undefined, { MaxItems }),
  );
  const name = normalName(sets[0]?.Name ?? '');
  const isMade = sets.some((set) => /^(NS|SOA)$/.test(set.Type ?? '') && normalName(set.Name ?? '') === name);
  return isMade ? name : undefined;
}

/** True if a set is of a name and type, or excludes it: nothing stands beside a CNAME. */
export const isOfPlace = ({ Name = '', Type }: ResourceRecordSet, { name, type }: Place): boolean =>
  normalName(Name) === name && (Type === type || [Type, type].includes('CNAME'));

/** Where the sets of a name and type go on; undefined if they do not. */
export function nextOf(answer: ListResourceRecordSetsCommandOutput, { name, type }: Place) {
  const { NextRecordName = '', NextRecordType, NextRecordIdentifier } = answer;
  if (!answer.IsTruncated || normalName(NextRecordName) !== name || NextRecordType !== type) return undefined;
  return { StartRecordIdentifier: NextRecordIdentifier };
}
