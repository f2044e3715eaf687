import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { aboutService, ask, awsName, clientOptions, requestIdOf, settingsOf } from '@kirikae/aws';
import type { Host, KirikaeError, Run, Written } from '@kirikae/core';
import { normalName, plainName } from './name.ts';
import type { Resolved } from './record-sets.ts';

/** The calls to one hosted zone. */
export interface Zone {
  /** The record set of a name and type, or the CNAME that stands in its place; undefined if there is none. One set is read, never the zone. */
  find(run: Run, name: string, type: 'A' | 'AAAA' | 'CNAME' | 'TXT'): Promise<ResourceRecordSet | undefined>;
  /** Sends one atomic batch. Gives the error if Route 53 refuses it for what it says, and throws every other. */
  change(run: Run, changes: Change[], summary: string, made: Written): Promise<KirikaeError | undefined>;
  /** How far the last change that was sent is: `PENDING` or `INSYNC`; undefined if none was. */
  progress(read: Run['read']): Promise<{ id: string; status: string } | undefined>;
}

/** Route 53's words for a batch that it understood and will not do. `InvalidInput` is what some stand-ins say. */
const REFUSED = ['InvalidChangeBatch', 'InvalidInput'];

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
    async find({ read }, name, type) {
      const input = { HostedZoneId: hostedZoneId, StartRecordName: name, StartRecordType: type, MaxItems: 1 };
      const looking = about(`look at ${plainName(name)} ${type} in ${hostedZoneId}`, 'route53:ListResourceRecordSets');
      const answer = await read((signal) =>
        ask(looking, signal, (options) => client.send(new ListResourceRecordSetsCommand(input), options)),
      );
      const set = answer.ResourceRecordSets?.[0];
      const there = set && normalName(set.Name ?? '') === name && (set.Type === type || set.Type === 'CNAME');
      return there ? set : undefined;
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
