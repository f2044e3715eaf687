import type { Host, KirikaeError, NodeEntry, RunNode } from '@kirikae/core';
import { toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import { knownByFile, knownByRecord, type Missing } from '../group/known.ts';
import {
  type Configured,
  configure,
  identifyNode,
  type Member,
  makeMember,
  rememberedMember,
} from '../group/member.ts';
import { idFieldOf } from '../group/node-fields.ts';
import type { Typed } from '../group/typed.ts';
import { ofMachine, type Remembered, type StateRecord } from '../state/record.ts';
import { makeHost } from './host.ts';
import { type NamedNode, settleNode } from './node.ts';
import { nameIn, type Prepared } from './prepare.ts';
import type { Session } from './session.ts';

/** What a command that must go on has to work with. */
export interface Lenient extends Prepared {
  readonly missing: readonly Missing[];
  /** Why it is not known who this node is; null if it is. */
  readonly stranger: KirikaeError | null;
  /** The state record as far as it may be used here. */
  readonly record: StateRecord;
}

/**
 * As `prepare`, for commands that must go on: what cannot be made from the file is made from the record, else it is `missing`.
 * A record that another machine wrote (this one is its copy) counts for nothing: it would touch what that machine holds.
 */
export async function prepareLeniently(
  session: Session,
  config: Config,
  group: readonly Typed[],
  record: StateRecord,
): Promise<Lenient> {
  const { report } = session;
  const named = nameIn(config, session.options);
  const host = makeHost(session, named, config);
  const { node, entry, stranger, id } = await whoAmI(session, config, group, named, host);
  report.node = { name: node.name, instanceId: node.id };
  host.node = { name: node.name, entry };
  const own = ofMachine(record, id);
  const made = group.map(async (typed) => {
    const fromFile = stranger ? Promise.reject(stranger) : makeHere(session, config, typed, host);
    const remembered = own.resources[typed.name];
    return fromFile.catch((error) =>
      instead(session, typed, remembered, toKirikaeError(error), host, stranger === null),
    );
  });
  return { node, stranger, record: own, ...sort(await Promise.all(made)) };
}

/** Resources from the state record alone, as this node activated them. */
export async function prepareFromRecord(
  session: Session,
  named: NamedNode,
  resources: StateRecord['resources'],
): Promise<Pick<Lenient, 'members' | 'missing'>> {
  const host = makeHost(session, named);
  const { registry } = session.options;
  const made = Object.entries(resources).map(([name, remembered]) =>
    rememberedMember(name, remembered, registry, host).catch((error) => ({
      ...knownByRecord(name, remembered),
      error: toKirikaeError(error),
      lacking: false,
    })),
  );
  return sort(await Promise.all(made));
}

function sort(all: readonly (Member | Missing)[]): Pick<Lenient, 'members' | 'missing'> {
  const missing = all.filter((each): each is Missing => 'error' in each);
  return { missing, members: all.filter((each): each is Member => !('error' in each)) };
}

interface Found {
  readonly node: RunNode;
  /** Its id, also where the file says another; null if it is not known. */
  readonly id: string | null;
  readonly entry: NodeEntry | undefined;
  readonly stranger: KirikaeError | null;
}

async function whoAmI(
  { deadline }: Session,
  { content: { nodes } }: Config,
  group: readonly Typed[],
  named: NamedNode,
  host: Host,
): Promise<Found> {
  let id: string | null = null;
  try {
    id = await untilEnded(identifyNode(group, host), deadline.signal);
    const { entry, ...node } = settleNode(named, id, nodes, idFieldOf(group.map(({ type }) => type)));
    return { node, id, entry, stranger: null };
  } catch (error) {
    return { node: { name: named.name, id: null }, id, entry: named.entry, stranger: toKirikaeError(error) };
  }
}

async function makeHere({ deadline }: Session, config: Config, typed: Typed, host: Host): Promise<Member> {
  const [configured] = configure(config, [typed], host.node.name);
  return untilEnded(makeMember(configured as Configured, host), deadline.signal);
}

/**
 * The resource as it is recorded, with the file's place in the order and the file's policies; missing if there is none. `known`: it is
 * known who this node is.
 */
async function instead(
  { options: { registry } }: Session,
  typed: Typed,
  remembered: Remembered | undefined,
  error: KirikaeError,
  host: Host,
  known: boolean,
): Promise<Member | Missing> {
  const byFile = knownByFile(typed);
  const missing = { ...byFile, error, lacking: known && error.kind === 'usage' };
  if (!remembered) return missing;
  const policies = remembered.type === byFile.type && byFile;
  const both = { ...remembered, ...policies, after: [...typed.after] };
  return rememberedMember(typed.name, both, registry, host).catch(() => missing);
}
