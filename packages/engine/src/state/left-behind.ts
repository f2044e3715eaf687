import { isRunning, type ProcessMark } from '../machine/boot.ts';
import type { StateDirectory } from './directory.ts';
import { pastRuns } from './history.ts';
import { readLast } from './journal.ts';
import type { Entry } from './journal-entry.ts';

/** How much of the journal's end is read, in bytes: some hundred runs. */
const READ = 256_000;

/** A process that a run started which died, and that still lives. */
export interface LeftBehind {
  readonly mark: ProcessMark;
  readonly resource: string;
  readonly run: string;
}

/** What dead runs of a group left behind. It is for the run that has the lock: all before it are dead, or had no turn. */
export async function leftBehind(directory: StateDirectory, group: string, run: string): Promise<LeftBehind[]> {
  const entries = await readLast(directory, READ);
  const died = diedOf(entries, group, run);
  const started = entries.flatMap((each) =>
    each.kind === 'process' && died.has(each.run)
      ? [{ mark: { pid: each.pid, boot: each.boot, start: each.start }, resource: each.resource, run: each.run }]
      : [],
  );
  const alive = await Promise.all(started.map(({ mark }) => isRunning(mark)));
  return started.filter((_, index) => alive[index]);
}

/**
 * The resources whose last activation died in the middle of a write: what came of it cannot be told by the journal. A later run of the
 * group that wrote the resource, or ended well, has settled it.
 */
export async function unfinishedIn(directory: StateDirectory, group: string, run: string): Promise<Set<string>> {
  const entries = await readLast(directory, READ);
  const died = diedOf(entries, group, run);
  const unfinished = new Set<string>();
  for (const { runId, command, outcome, writes } of pastRuns(entries).filter((each) => each.group === group)) {
    const isOpen = died.has(runId) && command === 'activate';
    if (!died.has(runId) && outcome === 'done') unfinished.clear();
    for (const { resource } of writes) unfinished[isOpen ? 'add' : 'delete'](resource);
  }
  return unfinished;
}

/** The runs of a group that have no end, but for the one that asks. */
const diedOf = (entries: readonly Entry[], group: string, run: string): Set<string> =>
  new Set(
    pastRuns(entries)
      .filter((each) => each.group === group && each.outcome === 'unfinished' && each.runId !== run)
      .map(({ runId }) => runId),
  );
