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
import { aboutService, ask, awsName, clientOptions, requestIdOf, settingsOf } from '@kirikae/aws';
import type { Host, KirikaeError, Run, Written } from '@kirikae/core';
import { normalName, plainName } from './name.ts';
import type { Resolved } from './record-sets.ts';
import type { Wanted } from './wanted.ts';

/** The calls to one hosted zone. */
export interface Zone {
  /**
   * The record set of a name and type, or the CNAME that stands in its place: one set is read, never the zone. Where an identifier is
   * wanted, all sets of that name and type.
   */
  find(run: Run, wanted: Pick<Wanted, 'name' | 'type' | 'setIdentifier'>): Promise<ResourceRecordSet[]>;
  /** Sends one atomic batch. Gives the error if Route 53 refuses it for what it says, and throws every other. */
  change(run: Run, changes: Change[], summary: string, made: Written): Promise<KirikaeError | undefined>;
  /** How far the last change that was sent is: `PENDING` or `INSYNC`; undefined if none was. */
  progress(read: Run['read']): Promise<{ id: string; status: string } | undefined>;
}

/** Route 53's words for a batch that it understood and will not do. `InvalidInput` is what some stand-ins say. */
const REFUSED = ['InvalidChangeBatch', 'InvalidInput'];

/** How many sets are asked for at once where a name has several. A name of two nodes seldom has more. */
const PAGE = 10;

/** Opens a hosted zone with the settings of a resource. */
export function openZone(resolved: Resolved, host: Host): Zone {
  const { hostedZoneId, region } = resolved;
  const client = host.once(
    `route53 ${JSON.stringify(settingsOf(resolved))}`,
    () => new Route53Client(clientOptions('route53', region, resolved, host)),
  );
  const about = (wanted: string, action: string) => ({ ...aboutService('route53', resolved, host), wanted, action });
  let sent: string | undefined;

  const send = async (
    input: ChangeResourceRecordSetsCommand,
    summary: string,
    signal: AbortSignal,
  ): Promise<Written> => {
    const answer = await ask(about(summary, 'route53:ChangeResourceRecordSets'), signal, (options) =>
      client.send(input, options),
    );
    sent = answer.ChangeInfo?.Id;
    return requestIdOf(answer);
  };

  return {
    async find({ read }, { name, type, setIdentifier }) {
      const looking = about(`look at ${plainName(name)} ${type} in ${hostedZoneId}`, 'route53:ListResourceRecordSets');
      const page = async (start: Partial<ListResourceRecordSetsCommandInput>): Promise<ResourceRecordSet[]> => {
        const command = new ListResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, ...start });
        const answer = await read((signal) => ask(looking, signal, (options) => client.send(command, options)));
        const sets = (answer.ResourceRecordSets ?? []).filter((set) => isAt(set, name, type));
        const next = setIdentifier === undefined ? undefined : nextOf(answer, name, type);
        return next ? [...sets, ...(await page({ ...start, ...next }))] : sets;
      };
      const MaxItems = setIdentifier === undefined ? 1 : PAGE;
      return page({ StartRecordName: name, StartRecordType: type, MaxItems });
    },

    async change({ write, node }, changes, summary, made) {
      const input = {
        HostedZoneId: hostedZoneId,
        ChangeBatch: { Comment: `kirikae ${node.name} ${host.runId}`, Changes: changes },
      };
      const command = new ChangeResourceRecordSetsCommand(input);
      try {
        await write('route53:ChangeResourceRecordSets', summary, async (signal) => ({
          ...made,
          ...(await send(command, summary, signal)),
        }));
        return undefined;
      } catch (error) {
        if (!REFUSED.includes(awsName(error as KirikaeError) ?? '')) throw error;
        return error as KirikaeError;
      }
    },

    async progress(read) {
      const id = sent;
      if (id === undefined) return undefined;
      const waiting = about(`wait for the change ${id}`, 'route53:GetChange');
      const answer = await read((signal) =>
        ask(waiting, signal, (options) => client.send(new GetChangeCommand({ Id: id }), options)),
      );
      return { id, status: answer.ChangeInfo?.Status ?? 'unknown' };
    },
  };
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
