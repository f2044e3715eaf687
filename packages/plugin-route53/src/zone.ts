import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { requestsTo } from '@kirikae/aws';
import type { Host, KirikaeError, Run, Written } from '@kirikae/core';
import { wrongChange } from './answer.ts';
import { isBatchRefused } from './errors.ts';
import { find } from './find.ts';
import { type Listed, nameOfZone, type Place } from './listing.ts';
import type { Resolved } from './resolved.ts';

/** What a change is for, after "cannot", and what it does to each record. */
interface Words {
  readonly wanted: string;
  readonly summary: string;
}

/** The calls to one hosted zone. */
export interface Zone {
  /**
   * The record set of a name and type, or what stands in its place: a CNAME, or anything in the place of one. What is looked for at the
   * same time is read together; never the zone. Where an identifier is wanted, all sets of that name and type.
   */
  find(run: Run, wanted: Place): Promise<ResourceRecordSet[]>;
  /** The name of the zone, by its first set, which AWS makes with it; undefined if a stand-in does not. Asked once a run. */
  name(run: Run): Promise<string | undefined>;
  /** Sends one atomic batch. Gives the error if Route 53 refuses it for what it says, and throws every other. */
  change(run: Run, changes: Change[], words: Words, made: Written): Promise<KirikaeError | undefined>;
  /** How far the last change that was sent is: `PENDING` or `INSYNC`; undefined if none was. */
  progress(read: Run['read']): Promise<{ id: string; status: string } | undefined>;
}

/** What the calls stand on. */
interface Opened extends Listed {
  readonly runId: string;
  /** The name of the zone, once it was asked for. */
  name?: Promise<string | undefined>;
  /** The id of the last change that was answered. */
  sent?: string | undefined;
}

/** What of the one action a policy with conditions must allow: a role that may UPSERT alone is denied in the same words as one that may nothing. */
const NEEDS = 'with CREATE and DELETE, if a condition names route53:ChangeResourceRecordSetsActions';

/** Opens a hosted zone with the settings of a resource. */
export function openZone(resolved: Resolved, host: Host): Zone {
  const route53 = requestsTo('route53', Route53Client, resolved, host);
  const zone: Opened = { route53, hostedZoneId: resolved.hostedZoneId, runId: host.runId };
  return {
    find: (run, wanted) => find(zone, run, wanted),
    name: (run) => {
      zone.name ??= nameOfZone(zone, run);
      return zone.name;
    },
    change: (run, changes, words, made) => change(zone, run, changes, words, made),
    progress: (read) => progress(zone, read),
  };
}

async function change(
  zone: Opened,
  run: Run,
  changes: Change[],
  words: Words,
  made: Written,
): Promise<KirikaeError | undefined> {
  const { hostedZoneId, route53, runId } = zone;
  const batch = { Comment: `kirikae ${run.node.name} ${runId}`, Changes: changes };
  const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, ChangeBatch: batch });
  try {
    await route53.write(run, {
      action: 'route53:ChangeResourceRecordSets',
      needs: NEEDS,
      ...words,
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
