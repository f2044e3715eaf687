import type { KirikaeError, NodeEntry, Run } from '@kirikae/core';
import { toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import type { FileMember } from '../group/from-file.ts';
import { type Member, type Missing, memberByRecord, type Share, shareByRecord } from '../group/member.ts';
import { idFieldOf } from '../group/node-fields.ts';
import { identifyNode, shareOf, sharesOf } from '../group/share.ts';
import { EMPTY, ofMachine, type Recorded, type StateRecord } from '../state/record.ts';
import { type AskedHost, makeHost } from './host.ts';
import { nameIn, settleNode } from './node.ts';
import type { Session } from './session.ts';

/** This node and what it can work with. */
export interface Prepared {
  readonly node: Run['node'];
  readonly shares: readonly Share[];
  readonly missing: readonly Missing[];
  /** Why it is not known who this node is; null if it is. */
  readonly stranger: KirikaeError | null;
  /** The state record as far as it may be used here. */
  readonly record: StateRecord;
  readonly host: AskedHost;
}

/** What `prepare` works on. */
interface Wanted {
  readonly config: Config;
  readonly members: readonly FileMember[];
  /**
   * Given by commands that must go on: what cannot be made from the file is made from the record, else it is `missing`. One that another
   * machine wrote (this one is its copy) counts for nothing: it would touch what that machine holds.
   */
  readonly record?: StateRecord;
}

/** Finds out who this node is, and its share of each member. Without a record it throws what prevents either. */
export async function prepare(session: Session, { config, members, record }: Wanted): Promise<Prepared> {
  const host = makeHost(session, nameIn(config, session.options), config);
  const { node, entry, stranger, id } = await whoAmI(session, config, members, host);
  if (stranger && !record) throw stranger;
  session.report.node = { name: node.name, instanceId: node.id };
  host.log(`identity: ${node.name}, ${stranger ? `not known: ${stranger.message}` : (node.id ?? 'without an id')}`);
  host.node = { name: node.name, entry };
  const own = record ? ofMachine(record, id) : EMPTY;
  const known = { node, stranger, record: own, host };
  const { signal } = session.deadline;
  if (!record) return { ...known, shares: await untilEnded(sharesOf(config, members, host), signal), missing: [] };
  const made = members.map(async (member) => {
    const byFile = stranger ? Promise.reject(stranger) : untilEnded(shareOf(config, member, host), signal);
    return byFile.catch((thrown) => {
      const error = toKirikaeError(thrown);
      return instead(session, { ...member, error }, own.resources[member.name], host);
    });
  });
  const all = await Promise.all(made);
  return { ...known, ...sort(all.map((each) => withSubject(each, own.resources))) };
}

/** A member with what a person called it when it was last looked at, for the time when the look fails. */
export function withSubject<M extends Member>(member: M, resources: StateRecord['resources']): M {
  const known = Object.hasOwn(resources, member.name) ? resources[member.name] : undefined;
  return known?.type === member.type ? { ...member, subject: known.subject } : member;
}

interface Identity {
  readonly node: Run['node'];
  /** Its id, also where the file says another; null if it is not known. */
  readonly id: string | null;
  readonly entry: NodeEntry | undefined;
  readonly stranger: KirikaeError | null;
}

async function whoAmI(
  { options, report, deadline }: Session,
  config: Config,
  members: readonly FileMember[],
  host: AskedHost,
): Promise<Identity> {
  const named = nameIn(config, options);
  report.node = { name: named.name, instanceId: null };
  let id: string | null = null;
  try {
    id = await untilEnded(identifyNode(members, host), deadline.signal);
    const field = idFieldOf(members.map(({ definition }) => definition));
    const { entry, ...node } = settleNode(named, id, config.content.nodes, field);
    return { node, id, entry, stranger: null };
  } catch (error) {
    return { node: { name: named.name, id: null }, id, entry: named.entry, stranger: toKirikaeError(error) };
  }
}

/** The share as it is recorded, with the file's place in the order and the file's policies; still missing if there is none. */
async function instead(
  { options: { registry } }: Session,
  missing: Missing,
  recorded: Recorded | undefined,
  host: AskedHost,
): Promise<Share | Missing> {
  if (!recorded) return missing;
  const { error, ...byFile } = missing;
  const byRecord = { ...memberByRecord(missing.name, recorded), after: missing.after };
  if (error.code === 'PLUGIN_SLOW') return { ...byRecord, error }; // nor would the record make it
  const member = recorded.type === missing.type ? { ...byRecord, ...policiesOf(byFile) } : byRecord;
  return shareByRecord(member, recorded, registry, host).catch(() => ({ ...member, error }));
}

const policiesOf = ({ required, takeable, onDeactivate }: Member) => ({ required, takeable, onDeactivate });

/** Shares from the state record alone, as this node activated them. */
export async function prepareByRecord(
  { options: { registry } }: Session,
  resources: StateRecord['resources'],
  host: AskedHost,
): Promise<Pick<Prepared, 'shares' | 'missing'>> {
  const made = Object.entries(resources).map(([name, recorded]) => {
    const member = memberByRecord(name, recorded);
    return shareByRecord(member, recorded, registry, host).catch(
      (thrown): Missing => ({ ...member, error: toKirikaeError(thrown) }),
    );
  });
  return sort(await Promise.all(made));
}

function sort(all: readonly (Share | Missing)[]): Pick<Prepared, 'shares' | 'missing'> {
  const missing = all.filter((each): each is Missing => 'error' in each);
  return { missing, shares: all.filter((each): each is Share => !('error' in each)) };
}
