import type { KirikaeError } from '@kirikae/core';
import { toKirikaeError, untilEnded, wholePolicy, within } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import type { FileMember } from '../group/from-file.ts';
import { type Member, memberByRecord } from '../group/member.ts';
import { idFieldOf } from '../group/node-fields.ts';
import { recordedType } from '../group/registry.ts';
import { engineError } from '../report/errors.ts';
import type { Report } from '../report/report.ts';
import type { StateRecord } from '../state/record.ts';
import { makeHost } from './host.ts';
import { type NamedNode, nameIn } from './node.ts';
import { inUse, openGroup } from './open-group.ts';
import type { RunOptions } from './options.ts';
import { type Prepared, prepare, prepareByRecord } from './prepare.ts';
import type { Session } from './session.ts';
import type { WritingRun } from './writing-run.ts';

/** What the file says of the group: nothing, and why, if it cannot be used. */
export interface ByFile {
  readonly config?: Config;
  readonly members: readonly FileMember[];
  readonly error?: KirikaeError;
}

/** How long, in ms, the plugins of a group may take to be loaded: a stop has the state record as well. */
const PATIENCE = 2_000;

/** Reads what the file says. Never throws: a deactivation goes on without it. */
export async function readMembers(options: RunOptions & { readonly group: string }, report: Report): Promise<ByFile> {
  try {
    const { config, group } = await openGroup(options, report, options.group);
    const registry = { ...options.registry, patience: PATIENCE };
    return { config, members: await within(2 * PATIENCE, inUse(config, options.group, group, registry)) };
  } catch (error) {
    return { members: [], error: toKirikaeError(error) };
  }
}

/** What a deactivation would have to let go of, without making it. */
export function everything({ members }: ByFile, { resources }: StateRecord): Member[] {
  const byRecord = Object.entries(unlisted(members, resources)).map(([name, each]) => memberByRecord(name, each));
  return [...members, ...byRecord];
}

/** What only the record knows: of another strategy, or taken out of the file meanwhile. */
function unlisted(members: readonly Member[], resources: StateRecord['resources']): StateRecord['resources'] {
  const names = new Set(members.map(({ name }) => name));
  return Object.fromEntries(Object.entries(resources).filter(([name]) => !names.has(name)));
}

/**
 * Why the record must not be acted on; null if it may. It names the machine that wrote it, and a copy of that machine must not let
 * go of what its original holds: so this one's id is asked for. A machine that nobody can ask has none but what the file says.
 */
async function doubtIn(session: Session, named: NamedNode, record: StateRecord): Promise<KirikaeError | null> {
  if (record.instance === null) return null;
  const host = makeHost(session, named);
  try {
    for (const each of Object.values(record.resources)) {
      const type = await recordedType(each, session.options.registry);
      const { identify } = wholePolicy(type);
      const found = identify && (await untilEnded(identify(each.resolved, host), session.deadline.signal));
      if (found?.id && found.id !== record.instance)
        return isAnother(named, found.id, record.instance, idFieldOf([type]));
      if (found?.id) return null;
    }
    return null;
  } catch (error) {
    const known = toKirikaeError(error);
    return known.kind === 'usage' ? null : known;
  }
}

const isAnother = ({ name: node }: NamedNode, actual: string, expected: string, field = 'its id'): KirikaeError =>
  engineError('NODE_IS_ANOTHER', '', { actual, node, expected, field });

/** Nothing is let go of, and everything is told. */
function leaveAll(found: Prepared, file: ByFile, error: KirikaeError): Prepared {
  const missing = everything(file, found.record).map((each) => ({ ...each, error }));
  return { ...found, shares: [], missing };
}

/** The resources to let go of: those in use by the file, then those that only the record knows, but for what is occupied. */
export async function gather({ session, record, occupied }: WritingRun, file: ByFile): Promise<Prepared> {
  const { config, members } = file;
  const named = nameIn(config, session.options);
  const nobody = { node: { name: named.name, id: null }, host: makeHost(session, named), stranger: null };
  const unasked = { ...nobody, shares: [], missing: [], record };
  const found = config ? await prepare(session, { config, members, record }) : unasked;
  const doubt = found.node.id === null ? await doubtIn(session, named, found.record) : null;
  if (doubt) return leaveAll(found, file, doubt);
  const { stranger } = found;
  if (stranger && found.shares.length > 0)
    session.warn({ code: stranger.code, message: `${stranger.message}: working from the state record alone` });
  const host = makeHost(session, { ...named, name: found.node.name });
  const others = await prepareByRecord(session, unlisted(members, found.record.resources), host);
  const shares = [...found.shares, ...others.shares];
  const blocked = shares.flatMap((each) => {
    const error = occupied.get(each.name);
    return error ? [{ ...each, error }] : [];
  });
  return {
    ...found,
    shares: shares.filter(({ name }) => !occupied.has(name)),
    missing: [...found.missing, ...others.missing, ...blocked],
  };
}
