import type { Config } from './config.ts';
import { toKirikaeError } from './errors.ts';
import type { Typed } from './group.ts';
import type { KirikaeError } from './kirikae-error.ts';
import { type Known, knownByFile, knownByRecord } from './known.ts';
import { inUse, nameIn, openGroup } from './prepare.ts';
import { type Lenient, prepareFromRecord, prepareLeniently } from './prepare-leniently.ts';
import type { Report } from './report.ts';
import type { RunOptions } from './run-options.ts';
import type { StateRecord } from './state.ts';
import type { WritingRun } from './writing-run.ts';

/** The file's share of the group: empty, and why, if it cannot be used. */
export interface Share {
  readonly config?: Config;
  readonly typed: readonly Typed[];
  readonly error?: KirikaeError;
}

/** Reads the file's share. Never throws: a deactivation goes on without it. */
export async function readShare(options: RunOptions & { readonly group: string }, report: Report): Promise<Share> {
  try {
    const { config, group } = await openGroup(options, report, options.group);
    return { config, typed: await inUse(config, options.group, group, options.registry) };
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

/** The resources to let go of: those in use by the file, then those that only the record knows. */
export async function gather(
  { session, record }: WritingRun,
  { config, typed }: Share,
): Promise<Omit<Lenient, 'stranger'>> {
  const named = nameIn(config, session.options);
  const found = config
    ? await prepareLeniently(session, config, typed, record)
    : { node: { name: named.name, id: null }, members: [], missing: [], record };
  const others = await prepareFromRecord(
    session,
    { ...named, name: found.node.name },
    unlisted(typed, found.record.resources),
  );
  const members = [...found.members, ...others.members];
  return { node: found.node, record: found.record, members, missing: [...found.missing, ...others.missing] };
}
