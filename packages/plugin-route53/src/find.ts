import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { fitting, inShort } from '@kirikae/aws';
import type { KirikaeError, Run } from '@kirikae/core';
import { isOfOtherTop, wrongPage } from './answer.ts';
import { isOfPlace, type Listed, nextOf, PAGE, type Place, pageFor, setsFrom } from './listing.ts';
import { plainName } from './name.ts';
import { byListing, isBefore } from './name-order.ts';

/** Route 53 gives no more sets in one page. */
const LONGEST_PAGE = 300;
/** How many sets are asked for at once for each name, where several are looked for: a zone has others between them. */
const EACH = 20;

/**
 * The record set of a name and type, or what stands in its place: a CNAME, or anything in the place of one. Where an identifier is wanted,
 * all sets of that name and type. What is looked for at the same time is read by one page, if that covers it; alone, one set is read, or
 * two where there is none; never the zone.
 */
export async function find(zone: Listed, run: Run, wanted: Place): Promise<ResourceRecordSet[]> {
  const { route53, hostedZoneId } = zone;
  const { name, type, setIdentifier } = wanted;
  const told = await route53
    .readMany(run, JSON.stringify({ name, type, setIdentifier }), {
      action: 'route53:ListResourceRecordSets',
      by: hostedZoneId,
      most: LONGEST_PAGE,
      wanted: (keys) => `look at ${inShort(keys.map(placeOf).map(titleOf))} in ${hostedZoneId}`,
      call: (client, options, keys) =>
        client.send(
          new ListResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, ...startFor(keys.map(placeOf)) }),
          options,
        ),
      wrong: (page, keys) => {
        const places = keys.map(placeOf);
        return wrongPage(page, startFor(places), places);
      },
      tell: (page, key, keys) => toldOf(page, placeOf(key), keys.map(placeOf)),
    })
    .catch(unlessTooBig);
  if (told === 'ask alone') return findAlone(zone, run, wanted);
  if (told === 'ask for its name') return firstOf(zone, run, wanted);
  if (!('next' in told)) return told;
  const rest = await setsFrom(zone, run, wanted, { ...startFor([wanted]), ...told.next });
  return [...told.sets, ...rest];
}

const placeOf = (key: string): Place => JSON.parse(key);

const titleOf = ({ name, type }: Place): string => `${plainName(name)} ${type}`;

/** The page that tells most of these: of one, its own set; of several, all sets from the first of their names on. */
function startFor(places: readonly Place[]) {
  const [first = { name: '', type: '' }] = places.toSorted((a, b) => byListing(a.name, b.name));
  if (places.length > 1) return { StartRecordName: first.name, MaxItems: Math.min(LONGEST_PAGE, EACH * places.length) };
  const MaxItems = 'setIdentifier' in first ? PAGE : 1;
  return { StartRecordName: first.name, StartRecordType: first.type as Place['type'], MaxItems };
}

/** All sets of a place, or how they are found: of one with several pages, those of the first, and where the next begins. */
type Told =
  | ResourceRecordSet[]
  | { readonly sets: ResourceRecordSet[]; readonly next: NonNullable<ReturnType<typeof nextOf>> }
  | 'ask alone'
  | 'ask for its name';

/** What a page tells of a place; undefined if a later page may. The first place is always told of. */
function toldOf(page: ListResourceRecordSetsCommandOutput, place: Place, all: readonly Place[]): Told | undefined {
  const sets = (page.ResourceRecordSets ?? []).filter((set) => isOfPlace(set, place));
  const isOne = place.setIdentifier === undefined && sets.length > 0;
  if (isOfOtherTop(page, place.name)) return 'ask alone';
  if (all.length === 1) return isOne ? sets : toldAlone(page, place, sets);
  const { StartRecordName: first } = startFor(all);
  if (isOne || isCovered(page, place.name, first)) return sets;
  return place.name === first ? 'ask alone' : undefined;
}

/** The same of a page for one place, which begins at its type. */
function toldAlone(page: ListResourceRecordSetsCommandOutput, place: Place, sets: ResourceRecordSet[]): Told {
  const next = nextOf(page, place);
  if (next) return { sets, next };
  return sets.length === 0 && isHidden(place.type) ? 'ask for its name' : sets;
}

/** True for a type of which the sets that exclude it may be listed before it: a CNAME of the name, or, where it is one, all others. */
const isHidden = (type: string): boolean => type >= 'CNAME';

/** True if a page that begins at a name has all sets of another, for certain. */
function isCovered(page: ListResourceRecordSetsCommandOutput, name: string, first: string): boolean {
  const { IsTruncated, NextRecordName = '' } = page;
  return (name === first || isBefore(first, name)) && (!IsTruncated || isBefore(name, NextRecordName));
}

/** As `find`, for one alone. */
async function findAlone(zone: Listed, run: Run, wanted: Place): Promise<ResourceRecordSet[]> {
  const { name, type, setIdentifier } = wanted;
  const start = { StartRecordName: name, StartRecordType: type };
  const sets = await fitting(setIdentifier === undefined ? 1 : PAGE, (MaxItems) =>
    setsFrom(zone, run, wanted, { ...start, MaxItems }),
  );
  return sets.length > 0 || !isHidden(type) ? sets : firstOf(zone, run, wanted);
}

/** The first set of a name, if it stands in the place of what is wanted. */
async function firstOf(zone: Listed, run: Run, wanted: Place): Promise<ResourceRecordSet[]> {
  const first = await pageFor(zone, run, wanted, { StartRecordName: wanted.name, MaxItems: 1 });
  return (first.ResourceRecordSets ?? []).filter((set) => isOfPlace(set, wanted));
}

/** One name may have more than one answer holds: alone it is asked about page by page. */
function unlessTooBig(error: KirikaeError): 'ask alone' {
  if (error.code !== 'AWS_TOO_BIG') throw error;
  return 'ask alone';
}
