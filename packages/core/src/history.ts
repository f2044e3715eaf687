import type { Entry } from './journal.ts';

/** One write of a past run. `unknown`: the process ended before its outcome was noted, or the answer was lost. */
export interface PastWrite {
  readonly resource: string;
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
  readonly writes: PastWrite[];
}

/** The runs that a journal tells of, oldest first. One without an end is `unfinished`: it still runs, or was killed. */
export function pastRuns(entries: readonly Entry[]): PastRun[] {
  const runs = new Map<string, PastRun>();
  const numbers = new Map<string, PastWrite>();
  for (const entry of entries) {
    if (entry.kind === 'begin') runs.set(entry.run, begin(entry));
    const run = runs.get(entry.run);
    if (!run) continue;
    const key = 'write' in entry ? `${entry.run} ${entry.write}` : '';
    if (entry.kind === 'intent') {
      const { resource, action, summary, holder } = entry;
      const write: PastWrite = {
        resource,
        action,
        summary,
        holder,
        outcome: 'unknown',
        elapsedMs: null,
        requestId: null,
        error: null,
      };
      numbers.set(key, write);
      run.writes.push(write);
    } else if (entry.kind === 'outcome') {
      const { outcome, elapsedMs, requestId, error } = entry;
      Object.assign(numbers.get(key) ?? {}, { outcome, elapsedMs, requestId, error });
    } else if (entry.kind === 'end')
      Object.assign(run, { endedAt: entry.at, outcome: entry.outcome, exitCode: entry.exitCode });
  }
  return [...runs.values()];
}

function begin({ run, at, command, group, node, strategy, reason }: Extract<Entry, { kind: 'begin' }>): PastRun {
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
    writes: [],
  };
}
