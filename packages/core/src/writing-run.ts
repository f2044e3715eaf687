import { bootId } from './boot.ts';
import type { FileContent } from './config-schema.ts';
import { failWith } from './ending.ts';
import { toKirikaeError } from './errors.ts';
import { createGate } from './gate.ts';
import { type Journal, openJournal } from './journal.ts';
import type { KirikaeError } from './kirikae-error.ts';
import { takeLock } from './lock.ts';
import type { Member } from './member.ts';
import type { RunNode } from './resource.ts';
import type { Session } from './session.ts';
import { type Completed, type Remembered, readState, type StateRecord, writeState } from './state.ts';
import type { Direction } from './ticket.ts';
import type { Crew } from './work.ts';

/** A run that has the lock and may write. */
export interface WritingRun {
  readonly session: Session;
  readonly journal: Journal;
  /** The state record as it was when the run got the lock. */
  readonly record: StateRecord;
  /** Replaces the state record's resources. */
  remember(resources: StateRecord['resources']): Promise<void>;
}

/** What a run does once it has the lock, giving the resources to record; and what it does if it cannot have it. */
export interface Body {
  held(run: WritingRun): Promise<StateRecord['resources']>;
  barred(error: KirikaeError): void;
}

/**
 * Runs `held` with the lock, between a `begin` and an `end` in the journal, and notes the completed command in the state record.
 * A dry run needs and leaves nothing of that. What `held` throws ends up in the report.
 */
export async function withLock(session: Session, direction: Direction, body: Body): Promise<void> {
  const { options, report, directory, deadline, stop } = session;
  const group = options.group ?? '';
  if (report.dryRun) return rehearse(session, group, body);
  const run = report.runId;
  const journal = openJournal(directory, run);
  await journal({ kind: 'begin', command: direction, group, ...beginning(session) });
  if (direction === 'activate') directory.refuseUnsafe();
  try {
    const release = await takeLock({ directory, group, run, direction, signal: deadline.signal, overtaken: stop });
    await hold(session, direction, body, journal).finally(release);
  } catch (error) {
    body.barred(toKirikaeError(error));
  }
  await journal({ kind: 'end', outcome: report.outcome, exitCode: report.exitCode, left: left(session) });
}

async function rehearse(session: Session, group: string, { held }: Body): Promise<void> {
  const record = await readState(session.directory, group);
  await held({ session, journal: async () => {}, record, remember: async () => {} });
}

const beginning = ({ report: { node, strategy, reason } }: Session) => ({
  node: node?.name ?? null,
  strategy,
  reason,
  pid: process.pid,
});

const left = ({ report }: Session): string[] =>
  report.resources.flatMap((each) => ('outcome' in each && each.outcome === 'left' ? [each.name] : []));

/** The run while it has the lock. Never throws. */
async function hold(session: Session, direction: Direction, { held }: Body, journal: Journal): Promise<void> {
  const { options, report, directory } = session;
  const group = options.group ?? '';
  const record = await readState(directory, group);
  let resources = record.resources;
  const write = (completed: Completed | null) =>
    writeState(directory, group, report.runId, {
      schema: 1,
      instance: instanceOf(session, record),
      completed,
      resources,
    });
  const remember = async (now: StateRecord['resources']) => {
    resources = now;
    await write(record.completed);
  };
  try {
    resources = await held({ session, journal, record, remember });
  } catch (error) {
    failWith(report, error);
  }
  await write(await completedNow(session, direction));
}

const instanceOf = ({ report }: Session, { instance }: StateRecord): string | null =>
  report.node?.instanceId ?? instance;

async function completedNow({ report }: Session, command: Direction): Promise<Completed> {
  const { outcome, exitCode, runId: run } = report;
  return { command, outcome, exitCode, run, boot: await bootId(), at: new Date().toISOString() };
}

/** What the resources of one writing run have in common. */
export function makeCrew({ session, journal }: WritingRun, node: RunNode, nodes: FileContent['nodes']): Crew {
  const { options, report, deadline, writes, attempts } = session;
  const { event = () => {}, log = () => {} } = options;
  const { reason, dryRun } = report;
  const gate = createGate({ dryRun, journal, deadline: writes, event });
  return { node, nodes, reason, deadline, attempts, dryRun, gate, event, log };
}

/** What is recorded of a member. */
export function remembered(
  { type, resolved, after, onDeactivate, required, takeable, tellsHolder }: Member,
  version: string | null,
): Remembered {
  return { type: type.type, resolved, after: [...after], onDeactivate, required, takeable, tellsHolder, version };
}
