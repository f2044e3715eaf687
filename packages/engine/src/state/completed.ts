import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { sameBoot } from '../machine/boot.ts';
import { readOwn, replaceFile } from './atomic-file.ts';
import type { StateDirectory } from './directory.ts';
import { groupFile } from './group-file.ts';

/** The schema of what is recorded of a command that came to its end. */
export const completed = z.object({
  command: z.enum(['activate', 'deactivate']),
  outcome: z.string(),
  exitCode: z.int(),
  boot: z.string(),
  run: z.string(),
  at: z.string(),
});
/** A command that came to its end. */
export type Completed = Readonly<z.output<typeof completed>>;

/** True if the last completed command was an activation, in this boot, however it ended. */
export const activatedBy = (completed: Completed | null, boot: string): completed is Completed =>
  completed?.command === 'activate' && sameBoot(completed.boot, boot);

/** True if the last completed command made this node active, in this boot. */
export const activeBy = (completed: Completed | null, boot: string): boolean =>
  activatedBy(completed, boot) && (completed.exitCode === 0 || completed.exitCode === 23);

/** True if this node has deactivated the group since it last activated it. */
export const stoppedBy = (completed: Completed | null): boolean =>
  completed?.command === 'deactivate' && completed.exitCode === 0;

/*
 * The state record is written by the run that has the lock. A deactivation that never got it completes nevertheless, and counts for
 * more than the run that had it: it leaves a note beside the record, while it still stands in the line. Readers take the note for the
 * last completed command; the next run that gets the lock comes later than both and takes it into the record.
 */
const fileOf = (directory: StateDirectory, group: string): string => directory.path(groupFile(group, 'stopped.json'));

/** Notes a deactivation that did not get the lock. */
export async function noteStop(directory: StateDirectory, group: string, stop: Completed): Promise<void> {
  await directory.use('state record', () => replaceFile(fileOf(directory, group), stop.run, JSON.stringify(stop)));
}

/** The text of that note; undefined if there is none. Throws: call it in `use`. */
export const readStop = (directory: StateDirectory, group: string): Promise<string | undefined> =>
  readOwn(fileOf(directory, group));

/** Removes the note. */
export async function clearStop(directory: StateDirectory, group: string): Promise<void> {
  await directory.use('state record', () => rm(fileOf(directory, group), { force: true }));
}
