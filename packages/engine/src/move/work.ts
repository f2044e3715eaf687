import type { Reason, Run, Status } from '@kirikae/core';
import {
  type Deadline,
  formatDuration,
  mask,
  shareDeadline,
  startDeadline,
  toKirikaeError,
  untilEnded,
} from '@kirikae/core/machinery';
import type { Share } from '../group/member.ts';
import type { Heartbeat } from '../machine/heartbeat.ts';
import { type Instant, instant } from '../machine/instant.ts';
import { type Happening, type Nodes, type ResourceReport, reportError, reportStatus } from '../report/report.ts';
import type { Barrier } from './barrier.ts';
import type { createGate, Writer } from './gate.ts';
import { isOld, type Look } from './look.ts';
import type { PaceOf } from './pace.ts';
import { createRead, type ReadOptions, retriesOf } from './read.ts';
import type { ReadMany } from './read-many.ts';
import { createWait } from './wait.ts';

/** What all resources of one run have in common. */
export interface Context {
  readonly node: Run['node'];
  readonly nodes: Nodes;
  /** The resources whose last activation on this node died in the middle of a write. */
  readonly unfinished: ReadonlySet<string>;
  readonly reason: Reason | null;
  readonly deadline: Deadline;
  readonly paceOf: PaceOf;
  readonly readMany: ReadMany;
  /** How many attempts without an answer a read may make. */
  readonly attempts: number;
  readonly dryRun: boolean;
  readonly gate: ReturnType<typeof createGate>;
  readonly heartbeat: Heartbeat;
  readonly tell: (happening: Happening) => void;
  readonly log: (text: string) => void;
}

/** One resource in one run: what it is given, and its report as it grows. */
export interface Work {
  readonly context: Context;
  readonly member: Share;
  readonly run: Run;
  readonly writer: Writer;
  readonly report: ResourceReport;
  /** When its turn began, as `performance.now()`. */
  readonly opened: number;
  /** The version that this run left the resource in, or found it in, '' of a type without; null where it is not known to be here. */
  version: string | null;
  /** The look that the next write is based on, as long as it must not be old: while it is taken; letting go is safe by itself. */
  basis?: Look | undefined;
  /** When the first request of the look under way was sent that has its answer. */
  answered?: Instant | undefined;
  /** True if a look of this run showed it here, or some of it. */
  here: boolean;
  /** Its turn among the resources of an activation. */
  barrier?: Barrier | undefined;
  /** The look, or what counts as one, that showed it here; not set before that. */
  proof?: Look;
  /** False until its turn has come: a resource is not tried if what must come before it failed. */
  tried: boolean;
  /** Lets go of the timers. */
  close(): void;
}

/** Opens the work on one resource; its own time-out, if it has one, starts now. */
export function openWork(context: Context, member: Share): Work {
  const { deadline, writes } = timesOf(context, member);
  const report = emptyReport(member);
  const isLate = () => work.basis !== undefined && isOld(context.heartbeat, work.basis);
  const { paceOf, attempts, dryRun, tell } = context;
  const heard = (at: Instant) => {
    work.answered ??= at;
  };
  const { name: resource } = member;
  const retried = retriesOf(resource, tell);
  const { read, readMany } = readsOf(context, deadline, { heard, retried });
  const { signal } = deadline;
  const writer = context.gate({ resource, signal, ...seenIn(report), isLate, deadline: writes, read });
  report.writes = writer.reports;
  const shown = (what: string) => tell({ kind: 'wait', resource, what, written: hasWritten(report) });
  const run: Run = {
    ...givenTo(resource, context),
    deadline,
    signal,
    read,
    readMany,
    write: writer.write,
    wait: createWait({ deadline, paceOf, attempts, dryRun, shown, retried }),
  };
  const close = () => {
    deadline.clear();
    writes?.clear();
  };
  const opened = performance.now();
  const work: Work = { context, member, run, writer, report, opened, version: null, here: false, tried: false, close };
  return work;
}

/** What of a run is as it is for every resource, and how this one tells what it does. */
const givenTo = (resource: string, { node, reason, dryRun, unfinished, log, tell }: Context) => ({
  node,
  resource,
  reason,
  dryRun,
  unfinished: unfinished.has(resource),
  log,
  progress: (what: string) => tell({ kind: 'doing', resource, what }),
});

/** What a report says of the resource so far. */
const seenIn = (report: ResourceReport) => ({
  holder: () => report.before?.holder?.id ?? null,
  subject: () => report.subject,
});

const hasWritten = ({ writes }: ResourceReport): boolean => writes.some(({ outcome }) => outcome === 'done');

/** How it reads, and who hears of it. */
function readsOf(
  { paceOf, attempts, readMany }: Context,
  deadline: Deadline,
  told: Pick<ReadOptions, 'heard' | 'retried'>,
): Pick<Run, 'read' | 'readMany'> {
  const { signal } = deadline;
  return {
    read: createRead(deadline, { paceOf, attempts, ...told }),
    readMany: (question, about) => readMany(question, about, { signal, attempts, ...told }),
  };
}

/** The resource's own time, if the file gives it one: for all it does, and for its writes, which no interruption breaks off. */
function timesOf(context: Context, { name, timeout }: Share): { deadline: Deadline; writes?: Deadline } {
  if (timeout === undefined) return { deadline: shareDeadline(context.deadline) };
  const left = Math.min(timeout, context.deadline.remaining());
  const limit = `${name}, ${formatDuration(timeout)},`;
  return { deadline: startDeadline(left, limit, context.deadline.signal), writes: startDeadline(left, limit) };
}

function emptyReport({ name, subject, type, required }: Share): ResourceReport {
  const outcome = 'skipped';
  return {
    name,
    subject: subject ?? name,
    type,
    required,
    outcome,
    before: null,
    after: null,
    writes: [],
    error: null,
  };
}

/** Looks once. Ends when the run must stop, whatever the plugin does. */
export async function look({ context, member, run }: Work): Promise<Status> {
  context.tell({ kind: 'look', resource: member.name });
  return untilEnded(member.resource.status(run), run.signal);
}

/**
 * Takes a look, by default a plain one, and notes what it came after. It shows the world as it was when the attempt was sent that was
 * answered, and those before it, which were refused, say nothing.
 */
export async function looked(work: Work, by: (work: Work) => Promise<Status> = look): Promise<Look> {
  const began = instant();
  const writes = work.writer.latest().order;
  work.answered = undefined;
  const status = await by(work);
  const { answered = began } = work;
  return { at: answered.monotonic > began.monotonic ? answered : began, writes, status };
}

/** Runs a hook of the plugin that may write. Ends when the run must stop, but not before a write in flight has ended. */
export async function perform({ run, writer }: Work, hook: () => Promise<unknown>): Promise<void> {
  await untilEnded((async () => hook())(), run.signal, writer.settled);
}

/** Notes what was found before or after. */
export function note(work: Work, when: 'before' | 'after', status: Status): void {
  work.report[when] = reportStatus(status, work.context.nodes);
  if (status.subject) work.report.subject = mask(status.subject);
  work.here ||= heldHere(status);
  if (when === 'after') work.version = status.state === 'active' ? (status.version ?? '') : null;
}

/** True if this node has it, or some of it. */
export const heldHere = ({ state, partly }: Status): boolean => state === 'active' || partly === true;

/** True if this run found it here, or sent a write that may have brought it here. */
export const isTouched = ({ here, report }: Work): boolean =>
  here || report.writes.some(({ outcome }) => outcome === 'done' || outcome === 'unknown');

/** Notes how a resource failed. */
export function noteFailure(work: Work, thrown: unknown): void {
  const error = toKirikaeError(thrown);
  const { cause } = error;
  if (error.code === 'DEFECT' && cause instanceof Error) work.context.log(`${work.member.name}: ${cause.stack}`);
  work.report.outcome = error.kind;
  work.report.error = reportError(error, work.member.name);
}
