import type { KirikaeError, Run, Written } from '@kirikae/core';
import { type Deadline, interruption, mask, toKirikaeError, untilAborted } from '@kirikae/core/machinery';
import { markOf } from '../machine/boot.ts';
import { engineError } from '../report/errors.ts';
import type { Happening, NotTried, WriteReport } from '../report/report.ts';
import type { Journal } from '../state/journal.ts';
import type { Pace, PaceOf } from './pace.ts';
import type { Read } from './read.ts';

/** What the gate stands on: one per run. */
interface GateOptions {
  readonly dryRun: boolean;
  readonly paceOf: PaceOf;
  readonly journal: Journal;
  /** Ends a write that is on its way. An interruption does not: a write in flight is finished before a stop. */
  readonly deadline: Deadline;
  readonly tell: (happening: Happening) => void;
  /** Asked before each write: throws why it must not be sent any more. */
  readonly permit?: (() => Promise<void>) | undefined;
  /** What a dry run could not ask. */
  readonly notTried: (what: NotTried) => void;
}

/** Whose writes they are: a resource, what stops its next write, what was found to hold it, and when its writes end if before the run's. */
interface WriterOptions {
  readonly resource: string;
  readonly signal: AbortSignal;
  readonly holder: () => string | null;
  /** True if what it is about to do is based on a look that has become old. */
  readonly isLate: () => boolean;
  readonly deadline?: Deadline | undefined;
  /** What a person calls it, as far as that is known. */
  readonly subject: () => string;
  /** Makes the question of a dry run. */
  readonly read: Read;
}

/** A write that took effect: its number in the order of all of a run, 0 for none, and by when (`performance.now()`) it had. */
export interface Effect {
  readonly order: number;
  readonly at: number;
}

const NONE: Effect = { order: 0, at: Number.NEGATIVE_INFINITY };

/** The writer for one resource: `write` for its plugin, and what became of each write for the runner. */
export interface Writer {
  readonly write: Run['write'];
  readonly reports: WriteReport[];
  /** What the last write that was answered gave back. */
  last(): Written | undefined;
  /** The last write of the whole run that has taken effect, as far as it is known. */
  latest(): Effect;
  /** This writer's last. */
  own(): Effect;
  /** Notes that a write took effect: when it was answered, or when a look shows what became of one whose answer was lost. */
  arrived(): void;
  /** Resolves when no write is in flight. */
  settled(): Promise<unknown>;
}

/**
 * The one door to the outside world. Every write passes it: in a dry run it is noted, and asked where that can be; else the intent is on the disk before
 * the call and the outcome after it, and between them it is checked that it is still wanted, not aborted, and that what it is based on is
 * not old. Nothing else in kirikae changes the world.
 */
export function createGate(gate: GateOptions) {
  let count = 0;
  let latest = NONE;
  return (options: WriterOptions): Writer => {
    const reports: WriteReport[] = [];
    const flights = new Set<Promise<unknown>>();
    let last: Written | undefined;
    let own = NONE;
    const arrived = () => {
      own = { order: latest.order + 1, at: performance.now() };
      latest = own;
    };
    const write: Run['write'] = async (action, told, call, ask) => {
      options.signal.throwIfAborted();
      const note = () => noted(reports, action, mask(told));
      if (gate.dryRun) return plan(gate, options, note(), ask);
      const send = () => pass(gate, options, { ...numbered(reports, note()), number: ++count }, call);
      const flight = inTurn(gate.paceOf(action), options.signal, send);
      flights.add(flight);
      last = await flight.finally(() => flights.delete(flight));
      arrived();
      return last;
    };
    return {
      write,
      reports,
      last: () => last,
      latest: () => latest,
      own: () => own,
      arrived,
      settled: () => Promise.allSettled(flights),
    };
  };
}

/** A write with how often the same was sent before it and with it. */
const numbered = (reports: readonly WriteReport[], report: WriteReport) => ({
  report,
  attempt: reports.filter(({ action, summary }) => action === report.action && summary === report.summary).length,
});

/** A write of a dry run: told, and asked as far as the other side can be. Throws what the write would. */
async function plan(
  gate: GateOptions,
  { resource, read }: WriterOptions,
  write: WriteReport,
  ask: Parameters<Run['write']>[3],
) {
  gate.tell({ kind: 'write', resource, write, attempt: 1 });
  if (ask) await read(ask, write.action);
  else gate.notTried({ resource, action: write.action, why: 'only the write itself can tell' });
  return {};
}

/** A write among the others, of which nothing is known yet. */
function noted(reports: WriteReport[], action: string, summary: string): WriteReport {
  const report: WriteReport = { action, summary, outcome: 'planned', elapsedMs: 0, requestId: null };
  reports.push(report);
  return report;
}

/** Sends a write when it has its turn, and tells the pace what became of it. */
async function inTurn(pace: Pace, signal: AbortSignal, send: () => Promise<Written>): Promise<Written> {
  const turn = await pace.turn(signal, 'write');
  try {
    const written = await send();
    turn.answered();
    return written;
  } catch (error) {
    const { transient, code } = toKirikaeError(error);
    if (transient === 'throttled') turn.throttled();
    else if (code === 'LOOK_OLD') turn.unused();
    throw error;
  }
}

type Call = Parameters<Run['write']>[2];

/** A write that is sent: its number among those of the run, and how often the same was sent. */
interface Sent {
  readonly report: WriteReport;
  readonly number: number;
  readonly attempt: number;
}

/** One write, framed by its two lines in the journal. Throws the error of the call. */
async function pass(
  { journal, deadline, tell, permit }: GateOptions,
  { resource, signal, holder, subject, isLate, deadline: own = deadline }: WriterOptions,
  { report, number, attempt }: Sent,
  call: Call,
): Promise<Written> {
  const { action, summary } = report;
  await journal({ kind: 'intent', write: number, resource, subject: subject(), action, summary, holder: holder() });
  const started = performance.now();
  const noted = async (pid: number) => journal({ kind: 'process', write: number, resource, ...(await markOf(pid)) });
  const refusal = permit && (await refusalOf(permit));
  const barred = signal.aborted ? interruption(signal.reason) : isLate() ? engineError('LOOK_OLD', '') : refusal;
  if (!barred) tell({ kind: 'send', resource, write: report, attempt });
  const made: Made = barred ? { error: barred, sent: false } : await make((ends) => call(ends, noted), own.signal);
  report.elapsedMs = Math.round(performance.now() - started);
  report.outcome = outcomeOf(made);
  report.requestId = made.written?.requestId ?? made.error?.requestId ?? null;
  const { elapsedMs, requestId } = report;
  const [version, error] = [made.written?.version ?? null, made.error?.code ?? null];
  await journal({ kind: 'outcome', write: number, outcome: outcomeOf(made), elapsedMs, requestId, version, error });
  tell({ kind: 'write', resource, write: report, attempt });
  if (made.error) throw made.error;
  return made.written ?? {};
}

const refusalOf = (permit: () => Promise<void>): Promise<KirikaeError | undefined> =>
  permit().then(() => undefined, toKirikaeError);

interface Made {
  readonly written?: Written;
  readonly error?: KirikaeError;
  readonly sent: boolean;
}

/** Makes the call. When the time runs out while it is on its way, it was sent, and nobody knows. */
async function make(call: (ends: AbortSignal) => Promise<Written>, signal: AbortSignal): Promise<Made> {
  try {
    return { written: await untilAborted(call(signal), signal), sent: true };
  } catch (error) {
    return { error: toKirikaeError(error), sent: true };
  }
}

/** The errors that say nothing about what the other side did. */
const SAY_NOTHING = ['DEADLINE', 'INTERRUPTED', 'DEFECT'];

function outcomeOf({ error, sent }: Made): 'done' | 'failed' | 'unknown' {
  if (!error) return 'done';
  return sent && (error.ambiguous || SAY_NOTHING.includes(error.code)) ? 'unknown' : 'failed';
}
