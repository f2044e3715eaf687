import type { KirikaeError, Run } from '@kirikae/core';
import { mask, toKirikaeError } from '@kirikae/core/machinery';
import type { FileContent } from '../file/config-schema.ts';
import { bootId, ownMark, type ProcessMark } from '../machine/boot.ts';
import { appear, type Presence } from '../machine/presence.ts';
import { createGate } from '../move/gate.ts';
import type { Context } from '../move/work.ts';
import { failWith } from '../report/ending.ts';
import type { Report } from '../report/report.ts';
import { type Completed, noteStop } from '../state/completed.ts';
import { type Journal, openJournal } from '../state/journal.ts';
import { unfinishedIn } from '../state/left-behind.ts';
import { takeLock } from '../state/lock.ts';
import { readState, type StateRecord, takeOverState, writeState } from '../state/record.ts';
import type { Direction } from '../state/ticket.ts';
import { warnOfUnfinished } from '../state/unfinished-run.ts';
import { nodesOf } from './node.ts';
import { finishReport } from './options.ts';
import { type Occupied, settlePrograms } from './programs.ts';
import type { Session } from './session.ts';

/** A run that has the lock and may write. */
export interface WritingRun {
  readonly session: Session;
  readonly journal: Journal;
  /** The state record as it was when the run got the lock. */
  readonly record: StateRecord;
  /** The resources whose last activation died in the middle of a write. */
  readonly unfinished: ReadonlySet<string>;
  readonly occupied: Occupied;
  /** Replaces the state record's resources. */
  remember(resources: StateRecord['resources']): Promise<void>;
}

/** What a run does once it has the lock, giving the resources to record; and what it does if it cannot have it. */
interface Body {
  held(run: WritingRun): Promise<StateRecord['resources']>;
  barred(error: KirikaeError): void;
}

/**
 * Runs `held` with the lock, between a `begin` and an `end` in the journal, and notes the completed command in the state record.
 * A dry run needs and leaves nothing of that. What `held` throws ends up in the report.
 */
export async function withLock(session: Session, direction: Direction, body: Body): Promise<void> {
  const { options, report, directory } = session;
  const group = options.group ?? '';
  if (report.dryRun) return rehearse(session, group, direction, body);
  const presence = await show(session);
  const journal = openJournal(directory, report.runId);
  await journal({ kind: 'begin', command: direction, group, ...beginning(session), ...presence.mark });
  if (direction === 'activate') directory.refuseUnsafe();
  const release = await enter(session, direction, body, presence.mark);
  if (release) await hold(session, direction, body, journal).finally(release);
  await journal(endOf(session));
  await presence.end();
}

/** Notes a run that failed before it came for the lock. */
export async function noteFailed(session: Session, command: Direction): Promise<void> {
  const { report, options, directory } = session;
  if (report.dryRun) return;
  const journal = openJournal(directory, report.runId);
  const begin = { kind: 'begin', command, group: options.group ?? '' } as const;
  await journal({ ...begin, ...beginning(session), ...(await ownMark()) });
  await journal(endOf(session));
}

/** The end of a run as its journal has it: with the time that it will tell, and the error that decided. */
function endOf({ options, report }: Pick<Session, 'options' | 'report'>) {
  const { outcome, exitCode, error, elapsedMs } = finishReport(options, report);
  const skipped = namesOf(report, 'skipped');
  return { kind: 'end', outcome, exitCode, elapsedMs, error, left: namesOf(report, 'left'), skipped } as const;
}

/** Lets others see that this run is alive; without a directory there are none. */
async function show({ directory, report }: Session): Promise<Presence> {
  const presence = await directory.use('lock', () => appear(directory.path('.'), report.runId));
  return presence ?? { mark: await ownMark(), end: async () => {} };
}

/** Takes the lock, giving the function that returns it. A run that cannot have it is told so, and what it did is noted. */
async function enter(
  session: Session,
  direction: Direction,
  { barred }: Body,
  mark: ProcessMark,
): Promise<(() => Promise<void>) | undefined> {
  const { options, report, directory, deadline, stop } = session;
  const group = options.group ?? '';
  let told = false;
  const missed = async (thrown: unknown) => {
    told = true;
    const error = toKirikaeError(thrown);
    barred(error);
    if (direction === 'deactivate' && error.code !== 'OVERTAKEN' && !options.yields)
      await noteStop(directory, group, await completedNow(session, direction));
  };
  const request = { directory, group, run: report.runId, direction, mark, missed, yields: options.yields };
  return takeLock({ ...request, signal: deadline.signal, overtaken: stop }).catch((error) => {
    if (!told) throw error;
    return undefined;
  });
}

async function rehearse(session: Session, group: string, direction: Direction, { held }: Body): Promise<void> {
  const record = await readState(session.directory, group);
  if (direction === 'activate') session.directory.refuseUnsafe();
  await held({
    session,
    journal: async () => {},
    record,
    unfinished: new Set(),
    occupied: new Map(),
    remember: async () => {},
  });
}

const beginning = ({ report: { node, strategy, reason } }: Pick<Session, 'report'>) => ({
  node: node?.name ?? null,
  strategy,
  reason,
});

const namesOf = ({ resources }: Report, outcome: 'left' | 'skipped'): string[] =>
  resources.flatMap((each) => ('outcome' in each && each.outcome === outcome ? [each.name] : []));

/** The run while it has the lock. Never throws. */
async function hold(session: Session, direction: Direction, { held }: Body, journal: Journal): Promise<void> {
  const { options, report, directory } = session;
  const group = options.group ?? '';
  await warnOfUnfinished(directory, group, report.runId);
  const record = await takeOverState(directory, group, report.runId);
  let resources = record.resources;
  const write = (completed: Completed | null) =>
    writeState(directory, group, report.runId, {
      schema: 1,
      instance: machineOf(session, record),
      completed,
      resources,
    });
  const remember = async (now: StateRecord['resources']) => {
    resources = now;
    await write(record.completed);
  };
  try {
    if (direction === 'activate') directory.refuseUnsafe();
    const occupied = await settlePrograms(session, direction);
    const unfinished = await unfinishedIn(directory, group, report.runId);
    resources = await held({ session, journal, record, unfinished, occupied, remember });
  } catch (error) {
    failWith(report, error);
  }
  await write(await completedNow(session, direction));
}

const machineOf = ({ report }: Session, { instance }: StateRecord): string | null =>
  report.node?.instanceId ?? instance;

async function completedNow({ report }: Session, command: Direction): Promise<Completed> {
  const { outcome, exitCode, runId: run } = report;
  return { command, outcome, exitCode, run, boot: await bootId(), at: new Date().toISOString() };
}

/** What the resources of one writing run have in common. */
export function makeContext(
  { session, journal, unfinished }: WritingRun,
  node: Run['node'],
  content?: Pick<FileContent, 'nodes' | 'groups'>,
): Context {
  const { options, report, deadline, writes, heartbeat, paceOf, readMany, attempts, tell } = session;
  const { log = () => {}, permit } = options;
  const { whenUnknown = 'ok' } = content?.groups[options.group ?? ''] ?? {};
  const { reason, dryRun, notTried } = report;
  const gate = createGate({
    dryRun,
    paceOf,
    journal,
    deadline: writes,
    tell,
    permit: permit && (() => permit(whenUnknown)),
    notTried: (what) => notTried?.push(what),
  });
  return {
    node,
    nodes: content ? nodesOf(content) : {},
    unfinished,
    reason,
    deadline,
    heartbeat,
    paceOf,
    readMany,
    attempts,
    dryRun,
    gate,
    tell,
    log: (text) => log(mask(text)),
  };
}
