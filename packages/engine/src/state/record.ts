import { readdir, rm } from 'node:fs/promises';
import { z } from 'zod';
import { readOwn, replaceFile } from './atomic-file.ts';
import { type Completed, clearStop, completed, readStop } from './completed.ts';
import type { StateDirectory } from './directory.ts';
import { groupFile } from './group-file.ts';
import { readJournal } from './journal.ts';

const recorded = z.object({
  type: z.string(),
  /** What a person calls it, by the last look. */
  subject: z.string().nullable().default(null),
  /** The module of the plugin from outside that provides the type. */
  plugin: z.string().nullable().default(null),
  resolved: z.unknown(),
  after: z.array(z.string()),
  onDeactivate: z.enum(['release', 'keep', 'keep-when-moving']),
  required: z.boolean(),
  takeable: z.boolean(),
  tellsHolder: z.boolean(),
  version: z.string().nullable(),
  /** The run that was about to write it, from before its first write until its end; null once it is known that it was, or is, here. */
  pending: z.string().nullable().default(null),
});
/**
 * What this node knows of a resource that it activated, enough to let go of it without the file. `version` is the one that this node's
 * last write made; null before its first.
 */
export type Recorded = Readonly<z.output<typeof recorded>>;

export type { Completed };

const stateRecord = z.object({
  schema: z.literal(1),
  /** The id of the machine that wrote it; null where it was not known. A copied machine brings its original's record. */
  instance: z.string().nullable(),
  completed: completed.nullable(),
  resources: z.record(z.string(), recorded),
});
/** The state record: what this node did last with a group. A help, never the truth. */
export type StateRecord = Readonly<z.output<typeof stateRecord>>;

/** What is known of a group that this node never had to do with. */
export const EMPTY: StateRecord = { schema: 1, instance: null, completed: null, resources: {} };

/** The record as far as it may be used by a machine: one that another machine wrote says nothing of what this one holds. */
export const ofMachine = (record: StateRecord, id: string | null): StateRecord =>
  id !== null && record.instance !== null && record.instance !== id ? EMPTY : record;

const fileOf = (group: string): string => groupFile(group, 'state.json');

/**
 * Reads a group's state record, and takes what a deactivation left that did not get the lock for the last completed command. One that
 * is absent is `EMPTY`, and so, with a warning, is one that is torn or of another version.
 */
export async function readState(directory: StateDirectory, group: string): Promise<StateRecord> {
  const path = directory.path(fileOf(group));
  const texts = await directory.use('state record', async () => [
    await readOwn(path),
    await readStop(directory, group),
  ]);
  const [text, stop] = texts ?? [];
  const record = text === undefined ? EMPTY : (parse(stateRecord, text) ?? broken(directory, path));
  const stopped = stop === undefined ? undefined : parse(completed, stop);
  return withoutUnsent(directory, stopped && record !== EMPTY ? { ...record, completed: stopped } : record);
}

/** Without what a run that died was about to write and, by its journal, never did: nothing came of it. */
async function withoutUnsent(directory: StateDirectory, record: StateRecord): Promise<StateRecord> {
  const entries = Object.entries(record.resources);
  if (entries.every(([, { pending }]) => pending === null)) return record;
  const journal = await readJournal(directory);
  const begun = new Set(journal.flatMap(({ kind, run }) => (kind === 'begin' ? [run] : [])));
  const sent = new Set(journal.flatMap((each) => (each.kind === 'intent' ? [`${each.run} ${each.resource}`] : [])));
  const counts = ([name, { pending }]: [string, Recorded]) =>
    pending === null || !begun.has(pending) || sent.has(`${pending} ${name}`);
  return { ...record, resources: Object.fromEntries(entries.filter(counts)) };
}

/** As `readState`, for the run that has the lock: what only others could leave behind is taken into the record or removed. */
export async function takeOverState(directory: StateDirectory, group: string, run: string): Promise<StateRecord> {
  const record = await readState(directory, group);
  const names = (await directory.use('state record', () => readdir(directory.path('.')))) ?? [];
  for (const draft of names.filter((name) => name.startsWith(`${fileOf(group)}.`)))
    await directory.use('state record', () => rm(directory.path(draft), { force: true }));
  if (names.includes(groupFile(group, 'stopped.json'))) {
    if (record !== EMPTY) await writeState(directory, group, run, record);
    await clearStop(directory, group);
  }
  return record;
}

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined; // the caller says so
  }
}

function broken(directory: StateDirectory, path: string): StateRecord {
  const message = `the state record ${path} cannot be read (not a record, or of another version of kirikae): what this node did before is not known`;
  directory.warn({ code: 'STATE_BROKEN', message });
  return EMPTY;
}

/** Replaces a group's state record. */
export async function writeState(
  directory: StateDirectory,
  group: string,
  run: string,
  record: StateRecord,
): Promise<void> {
  const path = directory.path(fileOf(group));
  await directory.use('state record', () => replaceFile(path, run, JSON.stringify(record)));
}
