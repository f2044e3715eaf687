import type { Host } from '@kirikae/core';
import { coreError, type Deadline, formatDuration, mask, startDeadline } from '@kirikae/core/machinery';
import { type Heartbeat, startHeartbeat } from '../machine/heartbeat.ts';
import { createPaces, type PaceOf } from '../move/pace.ts';
import { createRead, type Read, retriesOf } from '../move/read.ts';
import { createReadMany, type ReadMany } from '../move/read-many.ts';
import type { Happening, Report, Warning } from '../report/report.ts';
import { openStateDirectory, type StateDirectory } from '../state/directory.ts';
import type { RunOptions } from './options.ts';

/** One run: who asks for what, and what it has to work with. */
export interface Session {
  readonly options: RunOptions;
  readonly report: Report;
  readonly directory: StateDirectory;
  /** The moment by which all work ends, with time left to report; an interruption ends it too. */
  readonly deadline: Deadline;
  /** The same moment without interruptions: writes in flight are finished. */
  readonly writes: Deadline;
  readonly heartbeat: Heartbeat;
  readonly paceOf: PaceOf;
  /** What is made or asked once a run, whatever group or resource needs it first. */
  readonly once: Host['once'];
  readonly read: Read;
  readonly readMany: ReadMany;
  /** How many attempts without an answer a read may make. */
  readonly attempts: number;
  readonly warn: (warning: Warning) => void;
  /** The resources of the run, in their order, as they become known: the steps of what is told. */
  readonly steps: string[];
  readonly tell: (happening: Happening) => void;
  /** Ends the run at its next safe point, with this error. */
  readonly stop: (error: Error) => void;
}

/** The time in ms that is kept back for the report, with a state directory that may be silent for 500 ms: a second, or half of a short deadline. */
const reserve = (total: number): number => Math.min(1_000, Math.max(total / 10, Math.min(total / 2, 700)));

/** Opens a session that has `allowed` ms for everything, counted from the run's beginning. It must be closed. */
export function openSession(options: RunOptions, report: Report, allowed: number): Session {
  const { began = performance.now(), command, signal } = options;
  const total = Math.min(allowed, options.limit ?? allowed);
  options.endsBy?.(began + total);
  const left = Math.max(1, began + total - reserve(total) - performance.now());
  const limit = `${command}, ${formatDuration(total)},`;
  const stopper = new AbortController();
  const deadline = startDeadline(left, limit, AbortSignal.any([signal, stopper.signal]));
  const warn = (warning: Warning) => void report.warnings.push({ ...warning, message: mask(warning.message) });
  const directory = openStateDirectory(options.stateDirectory, warn, [command, options.group ?? ''].join(' ').trim());
  const attempts = command === 'deactivate' ? 2 : Number.POSITIVE_INFINITY;
  const paceOf = createPaces();
  const steps: string[] = [];
  const tell = (each: Happening) => {
    const step = each.resource === null ? 0 : steps.indexOf(each.resource) + 1;
    options.event?.({ ...each, step, of: steps.length, left: deadline.remaining() });
  };
  const read = createRead(deadline, { paceOf, attempts, retried: retriesOf(null, tell) });
  const readMany = createReadMany(paceOf, deadline.signal);
  const stop = (error: Error) => stopper.abort(error);
  const writes = startDeadline(left, limit);
  const heartbeat = startHeartbeat();
  const once = createOnce();
  const asking = { paceOf, once, read, readMany, attempts };
  return { options, report, directory, deadline, writes, heartbeat, ...asking, warn, steps, tell, stop };
}

function createOnce(): Session['once'] {
  const made = new Map<string, unknown>();
  return <T>(key: string, make: () => T): T => {
    if (!made.has(key)) made.set(key, make());
    return made.get(key) as T;
  };
}

/** Lets go of the timers, and ends what nobody waits for any more. */
export function closeSession({ deadline, writes, heartbeat, stop }: Session): void {
  stop(coreError('INTERRUPTED', '', { signal: 'the end of the run' }));
  heartbeat.stop();
  deadline.clear();
  writes.clear();
}
