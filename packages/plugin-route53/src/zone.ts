import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { fitting, type Requests, requestsTo } from '@kirikae/aws';
import type { Host, KirikaeError, Run, Written } from '@kirikae/core';
import { wrongChange, wrongPage } from './answer.ts';
import { isBatchRefused } from './errors.ts';
import { normalName, plainName } from './name.ts';
import type { Resolved } from './resolved.ts';
import type { Wanted } from './wanted.ts';

/** The calls to one hosted zone. */
export interface Zone {
  /**
   * The record set of a name and type, or the CNAME that stands in its place: one set is read, never the zone. Where an identifier is
   * wanted, all sets of that name and type.
   */
  find(run: Run, wanted: Place): Promise<ResourceRecordSet[]>;
  /** Sends one atomic batch. Gives the error if Route 53 refuses it for what it says, and throws every other. */
  change(run: Run, changes: Change[], summary: string, made: Written): Promise<KirikaeError | undefined>;
  /** How far the last change that was sent is: `PENDING` or `INSYNC`; undefined if none was. */
  progress(read: Run['read']): Promise<{ id: string; status: string } | undefined>;
}

/** Where a set is looked for. */
type Place = Pick<Wanted, 'name' | 'type' | 'setIdentifier'>;

/** What the calls stand on. */
interface Opened {
  readonly route53: Requests<Route53Client>;
  readonly hostedZoneId: string;
  readonly runId: string;
  /** The id of the last change that was answered. */
  sent?: string | undefined;
}

/** How many sets are asked for at once where a name has several. A name of two nodes seldom has more. */
const PAGE = 10;

/** What of the one action a policy with conditions must allow: a role that may UPSERT alone is denied in the same words as one that may nothing. */
const NEEDS = 'with CREATE and DELETE, if a condition names route53:ChangeResourceRecordSetsActions';

/** Opens a hosted zone with the settings of a resource. */
export function openZone(resolved: Resolved, host: Host): Zone {
  const route53 = requestsTo('route53', Route53Client, resolved, host);
  const zone: Opened = { route53, hostedZoneId: resolved.hostedZoneId, runId: host.runId };
  return {
    find: (run, wanted) =>
      fitting(wanted.setIdentifier === undefined ? 1 : PAGE, (MaxItems) =>
        setsFrom(zone, run, wanted, { StartRecordName: wanted.name, StartRecordType: wanted.type, MaxItems }),
      ),
    change: (run, changes, summary, made) => change(zone, run, changes, summary, made),
    progress: (read) => progress(zone, read),
  };
}

/** The sets from a start on, page by page. */
async function setsFrom(
  zone: Opened,
  run: Run,
  { name, type, setIdentifier }: Place,
  start: Partial<ListResourceRecordSetsCommandInput>,
): Promise<ResourceRecordSet[]> {
  const { hostedZoneId, route53 } = zone;
  const answer = await route53.read(run, {
    action: 'route53:ListResourceRecordSets',
    wanted: `look at ${plainName(name)} ${type} in ${hostedZoneId}`,
    call: (client, options) =>
      client.send(new ListResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, ...start }), options),
    wrong: (page) => wrongPage(page, start),
  });
  const sets = (answer.ResourceRecordSets ?? []).filter((set) => isAt(set, name, type));
  const next = setIdentifier === undefined ? undefined : nextOf(answer, name, type);
  return next ? [...sets, ...(await setsFrom(zone, run, { name, type, setIdentifier }, { ...start, ...next }))] : sets;
}

async function change(
  zone: Opened,
  run: Run,
  changes: Change[],
  summary: string,
  made: Written,
): Promise<KirikaeError | undefined> {
  const { hostedZoneId, route53, runId } = zone;
  const batch = { Comment: `kirikae ${run.node.name} ${runId}`, Changes: changes };
  const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, ChangeBatch: batch });
  try {
    await route53.write(run, {
      action: 'route53:ChangeResourceRecordSets',
      needs: NEEDS,
      wanted: summary,
      call: (client, options) => client.send(command, options),
      wrong: ({ ChangeInfo }) => wrongChange(ChangeInfo),
      made: ({ ChangeInfo }) => {
        zone.sent = ChangeInfo?.Id;
        return made;
      },
    });
    return undefined;
  } catch (error) {
    if (!isBatchRefused(error as KirikaeError)) throw error;
    return error as KirikaeError;
  }
}

async function progress({ route53, sent: id }: Opened, read: Run['read']) {
  if (id === undefined) return undefined;
  const answer = await route53.read(
    { read },
    {
      action: 'route53:GetChange',
      wanted: `wait for the change ${id}`,
      call: (client, options) => client.send(new GetChangeCommand({ Id: id }), options),
      wrong: ({ ChangeInfo }) => wrongChange(ChangeInfo, id),
    },
  );
  return { id, status: answer.ChangeInfo?.Status ?? 'unknown' };
}

/** True if a set is of a name and type, or the CNAME that stands in its place. */
const isAt = ({ Name = '', Type }: ResourceRecordSet, name: string, type: string): boolean =>
  normalName(Name) === name && (Type === type || Type === 'CNAME');

/** Where the sets of a name and type go on; undefined if they do not. */
function nextOf(answer: ListResourceRecordSetsCommandOutput, name: string, type: string) {
  const { NextRecordName = '', NextRecordType, NextRecordIdentifier } = answer;
  if (!answer.IsTruncated || normalName(NextRecordName) !== name || NextRecordType !== type) return undefined;
  return { StartRecordIdentifier: NextRecordIdentifier };
}
