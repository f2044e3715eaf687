import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { StateDirectory } from './state-directory.ts';

const remembered = z.object({
  type: z.string(),
  resolved: z.unknown(),
  after: z.array(z.string()),
  onDeactivate: z.enum(['release', 'keep', 'keep-when-moving']),
  required: z.boolean(),
  takeable: z.boolean(),
  tellsHolder: z.boolean(),
  version: z.string().nullable(),
});
/**
 * What this node knows of a resource that it activated, enough to let go of it without the file. `version` is the one that this node's
 * last write made; null before its first.
 */
export type Remembered = Readonly<z.output<typeof remembered>>;

const completed = z.object({
  command: z.enum(['activate', 'deactivate']),
  outcome: z.string(),
  exitCode: z.int(),
  boot: z.string(),
  run: z.string(),
  at: z.string(),
});
/** A command that came to its end. */
export type Completed = Readonly<z.output<typeof completed>>;

const stateRecord = z.object({
  schema: z.literal(1),
  /** The id of the instance that wrote it; null where it was not known. A copied machine brings its original's record. */
  instance: z.string().nullable(),
  completed: completed.nullable(),
  resources: z.record(z.string(), remembered),
});
/** The state record: what this node did last with a group. A help, never the truth. */
export type StateRecord = Readonly<z.output<typeof stateRecord>>;

/** What is known of a group that this node never had to do with. */
export const EMPTY: StateRecord = { schema: 1, instance: null, completed: null, resources: {} };

/** The record as far as it may be used by an instance: one that another instance wrote says nothing of what this one holds. */
export const ofInstance = (record: StateRecord, id: string | null): StateRecord =>
  id !== null && record.instance !== null && record.instance !== id ? EMPTY : record;

const fileOf = (group: string): string => `${group}.state.json`;

/** Reads a group's state record. One that is absent, torn or of another version is `EMPTY`. */
export async function readState(directory: StateDirectory, group: string): Promise<StateRecord> {
  const text = await directory.use(() => readFile(directory.path(fileOf(group)), 'utf8').catch(absent));
  try {
    return stateRecord.parse(JSON.parse(text ?? ''));
  } catch {
    return EMPTY;
  }
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

/** Replaces a group's state record atomically: a reader sees the old one or the new one, also after a crash. */
export async function writeState(
  directory: StateDirectory,
  group: string,
  run: string,
  record: StateRecord,
): Promise<void> {
  const path = directory.path(fileOf(group));
  const draft = `${path}.${run}`;
  await directory.use(async () => {
    try {
      const file = await open(draft, 'w', 0o600);
      await file
        .writeFile(JSON.stringify(record))
        .then(() => file.datasync())
        .finally(() => file.close());
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  });
}
