import { readFile, rm, writeFile } from 'node:fs/promises';
import type { StateDirectory } from './directory.ts';
import { groupFile } from './group-file.ts';

/*
 * Since when this node's monitor has not been able to tell, for `unknownTolerance`: a small file beside the state record. It belongs to
 * one activation, so that what was unknown before the node became active again does not count.
 */

const fileOf = ({ path }: StateDirectory, group: string): string => path(groupFile(group, 'unknown'));

/** For how many ms it has not been known what became of the activation `run`; 0 the first time, which is noted. */
export async function unknownFor(directory: StateDirectory, group: string, run: string): Promise<number> {
  const file = fileOf(directory, group);
  const noted = await directory.use('state record', () => readFile(file, 'utf8').catch(() => ''));
  const [since, of] = (noted ?? '').split(' ');
  if (of === run && Number.isFinite(Number(since))) return Date.now() - Number(since);
  await directory.use('state record', () => writeFile(file, `${Date.now()} ${run}`, { mode: 0o600 }));
  return 0;
}

/** Notes that it is known again. */
export async function knownAgain(directory: StateDirectory, group: string): Promise<void> {
  await directory.use('state record', () => rm(fileOf(directory, group), { force: true }));
}
