import type { Processes } from '../machine/boot.ts';
import { takeCensus } from '../machine/census.ts';
import { isAlive } from '../machine/presence.ts';
import type { StateDirectory } from './directory.ts';
import { type Fate, type PastRun, pastRuns } from './history.ts';
import { readLast } from './journal.ts';
import type { Begin, Entry } from './journal-entry.ts';

/** How much of the journal's end is read, in bytes: some hundred runs. */
const READ = 64_000;

/**
 * Warns if the last run of a group before `run` neither came to its end nor runs any more, and may have written: nobody has told yet
 * what. It is for the run that has the lock.
 */
export async function warnOfUnfinished(directory: StateDirectory, group: string, run: string): Promise<void> {
  const begin = lastBefore(await readLast(directory, READ), group, run);
  if (!begin || (await fateOf(begin, directory.path('.'))) !== 'died') return;
  const entries = await readLast(directory, READ); // it may have ended since
  const message = lastBefore(entries, group, run)?.run === begin.run && explain(begin, entries);
  if (message) directory.warn({ code: 'RUN_UNFINISHED', message });
}

/** The outcomes of runs that may have ended before they came to their work. */
const BARRED = ['unreachable', 'conflict', 'usage'];

/**
 * The beginning of the last run of the group that began before `run` and did anything; undefined if that one has an end, or there is
 * none. One that ended without a write since something stood in its way (the run that had the lock, say) is no successor to any.
 */
function lastBefore(entries: readonly Entry[], group: string, run: string): Begin | undefined {
  const runs = pastRuns(entries).filter((each) => each.group === group);
  const own = runs.findIndex(({ runId }) => runId === run);
  const last = runs.slice(0, own < 0 ? undefined : own).findLast((each) => !hadNoTurn(each));
  if (last?.outcome !== 'unfinished') return undefined;
  return entries.find((entry): entry is Begin => entry.kind === 'begin' && entry.run === last.runId);
}

const hadNoTurn = ({ outcome, writes }: PastRun): boolean => writes.length === 0 && BARRED.includes(outcome);

/** What became of a run that has no end in the journal; undefined where that cannot be told. */
async function fateOf(
  { run, pid, boot, start }: Begin,
  root: string,
  processes?: Processes,
): Promise<Fate | undefined> {
  if (boot === undefined) return undefined;
  return (await isAlive({ run, pid, boot, start }, root, processes)) ? 'running' : 'died';
}

/** What became of every run without an end, where that can be told. */
export async function fatesOf(entries: readonly Entry[], root: string): Promise<Map<string, Fate>> {
  const ended = new Set(entries.flatMap(({ kind, run }) => (kind === 'end' ? [run] : [])));
  const fates = new Map<string, Fate>();
  const processes = await takeCensus();
  for (const entry of entries) {
    if (entry.kind !== 'begin' || ended.has(entry.run)) continue;
    const fate = await fateOf(entry, root, processes);
    if (fate) fates.set(entry.run, fate);
  }
  return fates;
}

/** What it may have changed; nothing to say if it sent no write that may have had an effect. */
function explain({ run, command, at }: Begin, entries: readonly Entry[]): string | undefined {
  const writes = pastRuns(entries).find(({ runId }) => runId === run)?.writes ?? [];
  const told = writes.flatMap(({ outcome, resource, summary }) =>
    outcome === 'failed' ? [] : [`it ${outcome === 'done' ? 'wrote' : 'may have written'} ${resource}: ${summary}`],
  );
  if (told.length === 0) return undefined;
  return `${command} run ${run}, begun ${at}, did not finish: ${told.join('; ')}; this run continues from what it finds`;
}
