import type { ErrorReport } from '../report/report.ts';
import type { Begin, Entry } from './journal-entry.ts';

/** One write of a past run. `unknown`: the process ended before its outcome was noted, or the answer was lost. */
export interface PastWrite {
  readonly resource: string;
  /** What a person calls it; null where an earlier version wrote the journal. */
  readonly subject: string | null;
  readonly action: string;
  readonly summary: string;
  /** Who held the resource before. */
  readonly holder: string | null;
  outcome: 'done' | 'failed' | 'unknown';
  elapsedMs: number | null;
  requestId: string | null;
  error: string | null;
}

/** One past run of this node. */
export interface PastRun {
  readonly runId: string;
  readonly startedAt: string;
  endedAt: string | null;
  readonly command: string;
  readonly group: string;
  readonly node: string | null;
  readonly strategy: string | null;
  readonly reason: string | null;
  outcome: string;
  exitCode: number | null;
  /** As the run itself told it; null where it has no end, or an earlier version wrote it. */
  elapsedMs: number | null;
  /** The error that decided how it ended. */
  error: ErrorReport | null;
  /** The resources that a deactivation could not release. */
  left: readonly string[];
  /** The resources that were not tried. */
  skipped: readonly string[];
  /** Of a run that is unfinished: whether its process still runs. Null where it has an end, or that cannot be told. */
  readonly process: Fate | null;
  readonly pid: number;
  readonly writes: PastWrite[];
}

/** What became of a run without an end. */
export type Fate = 'running' | 'died';

/**
 * The runs that a journal tells of, oldest first. One without an end is `unfinished`: it still runs, or was killed; `fates` tells
 * which, by run.
 */
export function pastRuns(entries: readonly Entry[], fates: ReadonlyMap<string, Fate> = new Map()): PastRun[] {
  const runs = new Map<string, PastRun>();
  const writes = new Map<string, PastWrite>();
  for (const entry of entries) {
    if (entry.kind === 'begin') runs.set(entry.run, begin(entry, fates.get(entry.run) ?? null));
    const run = runs.get(entry.run);
    if (run) add(run, entry, writes);
  }
  return [...runs.values()];
}

/** Adds one entry to its run; `writes` finds a write by the run and its number. */
function add(run: PastRun, entry: Entry, writes: Map<string, PastWrite>): void {
  if (entry.kind === 'end') {
    const { at: endedAt, outcome, exitCode, elapsedMs = null, error = null, left, skipped = [] } = entry;
    Object.assign(run, { endedAt, outcome, exitCode, elapsedMs, error, left, skipped, process: null });
  }
  if (entry.kind === 'intent') {
    const write = intended(entry);
    writes.set(`${entry.run} ${entry.write}`, write);
    run.writes.push(write);
  }
  if (entry.kind === 'outcome') {
    const { outcome, elapsedMs, requestId, error } = entry;
    Object.assign(writes.get(`${entry.run} ${entry.write}`) ?? {}, { outcome, elapsedMs, requestId, error });
  }
}

function intended({ resource, subject, action, summary, holder }: Extract<Entry, { kind: 'intent' }>): PastWrite {
  const asked = { resource, subject: subject ?? null, action, summary, holder };
  return { ...asked, outcome: 'unknown', elapsedMs: null, requestId: null, error: null };
}

function begin({ run, at, command, group, node, strategy, reason, pid }: Begin, process: Fate | null): PastRun {
  return {
    runId: run,
    startedAt: at,
    endedAt: null,
    command,
    group,
    node,
    strategy,
    reason,
    outcome: 'unfinished',
    exitCode: null,
    elapsedMs: null,
    error: null,
    left: [],
    skipped: [],
    process,
    pid,
    writes: [],
  };
}
