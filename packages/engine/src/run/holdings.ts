import type { KirikaeError, RunNode } from '@kirikae/core';
import { toKirikaeError, untilEnded, within } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import { type Known, knownByFile, knownByRecord } from '../group/known.ts';
import { idFieldOf } from '../group/node-fields.ts';
import { recordedType } from '../group/registry.ts';
import type { Typed } from '../group/typed.ts';
import { engineError } from '../report/errors.ts';
import type { Report } from '../report/report.ts';
import type { StateRecord } from '../state/record.ts';
import { makeHost } from './host.ts';
import type { NamedNode } from './node.ts';
import type { RunOptions } from './options.ts';
import { inUse, nameIn, openGroup } from './prepare.ts';
import { type Lenient, prepareFromRecord, prepareLeniently } from './prepare-leniently.ts';
import type { Session } from './session.ts';
import type { WritingRun } from './writing-run.ts';

/** The file's share of the group: empty, and why, if it cannot be used. */
export interface Share {
  readonly config?: Config;
  readonly typed: readonly Typed[];
  readonly error?: KirikaeError;
}

/** How long, in ms, the plugins of a group may take to be loaded: a stop has the state record as well. */
const PATIENCE = 2_000;

/** Reads the file's share. Never throws: a deactivation goes on without it. */
export async function readShare(options: RunOptions & { readonly group: string }, report: Report): Promise<Share> {
  try {
    const { config, group } = await openGroup(options, report, options.group);
    return { config, typed: await within(PATIENCE, inUse(config, options.group, group, options.registry)) };
  } catch (error) {
    return { typed: [], error: toKirikaeError(error) };
  }
}

/** What a deactivation would have to let go of, without making it. */
export function everything({ typed }: Share, { resources }: StateRecord): Known[] {
  const byRecord = Object.entries(unlisted(typed, resources)).map(([name, each]) => knownByRecord(name, each));
  return [...typed.map(knownByFile), ...byRecord];
}

/** What only the record knows: of another strategy, or taken out of the file meanwhile. */
function unlisted(typed: readonly Typed[], resources: StateRecord['resources']): StateRecord['resources'] {
  const names = new Set(typed.map(({ name }) => name));
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
      const found = type.identify && (await untilEnded(type.identify(each.resolved, host), session.deadline.signal));
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
function leaveAll(node: RunNode, share: Share, record: StateRecord, error: KirikaeError): Omit<Lenient, 'stranger'> {
  return {
    node,
    record,
    members: [],
    missing: everything(share, record).map((each) => ({ ...each, error, lacking: false })),
  };
}

/** The resources to let go of: those in use by the file, then those that only the record knows. */
export async function gather({ session, record }: WritingRun, share: Share): Promise<Omit<Lenient, 'stranger'>> {
  const { config, typed } = share;
  const named = nameIn(config, session.options);
  const found = config
    ? await prepareLeniently(session, config, typed, record)
    : { node: { name: named.name, id: null }, members: [], missing: [], record, stranger: null };
  const doubt = found.node.id === null ? await doubtIn(session, named, found.record) : null;
  if (doubt) return leaveAll(found.node, share, found.record, doubt);
  const { stranger } = found;
  if (stranger && found.members.length > 0)
    session.warn({ code: stranger.code, message: `${stranger.message}: working from the state record alone` });
  const others = await prepareFromRecord(
    session,
    { ...named, name: found.node.name },
    unlisted(typed, found.record.resources),
  );
  const members = [...found.members, ...others.members];
  return { node: found.node, record: found.record, members, missing: [...found.missing, ...others.missing] };
}
