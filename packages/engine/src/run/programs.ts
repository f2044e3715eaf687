import type { KirikaeError } from '@kirikae/core';
import { interruption, sleep } from '@kirikae/core/machinery';
import { signalProcess } from '../machine/end-process.ts';
import { engineError } from '../report/errors.ts';
import { type LeftBehind, leftBehind } from '../state/left-behind.ts';
import type { Direction } from '../state/ticket.ts';
import type { Session } from './session.ts';

/** How often, in ms, it is looked whether they have ended. */
const STEP = 100;
/** How long, in ms, one may take to be gone once it was killed: what hangs in the kernel takes for ever. */
const KILLED = 2_000;

/** The resources that a program of a dead run may still change, and what that means for each. */
export type Occupied = ReadonlyMap<string, KirikaeError>;

/**
 * What a dead run has started may still change the world, so its lock is worth as much as if it lived: a start waits for it, a stop ends
 * it, politely at first, and gives what it could not end. Is the process itself gone, nothing is killed: what it left behind is what it
 * was for.
 */
export async function settlePrograms(session: Session, direction: Direction): Promise<Occupied> {
  const { directory, deadline, report } = session;
  const some = () => leftBehind(directory, report.group ?? '', report.runId);
  const left = await some();
  if (left.length === 0) return new Map();
  if (direction === 'activate') await untilGone(session, some, deadline.signal);
  else await endAll(session, some);
  return new Map((await some()).map((each) => [each.resource, stuck(each)]));
}

/** Asks them to end, and kills those that do not within half of the time. */
async function endAll(session: Session, some: () => Promise<LeftBehind[]>): Promise<void> {
  const { deadline } = session;
  for (const [signal, patience] of [
    ['SIGTERM', deadline.remaining() / 2],
    ['SIGKILL', Math.min(KILLED, deadline.remaining() / 4)],
  ] as const) {
    await Promise.all((await some()).map(({ mark }) => signalProcess(mark, signal)));
    const until = AbortSignal.any([AbortSignal.timeout(Math.max(1, Math.floor(patience))), deadline.signal]);
    const ended = await untilGone(session, some, until).then(
      () => true,
      () => false,
    );
    if (ended || deadline.signal.aborted) return;
  }
}

const stillRuns = ({ resource, mark: { pid }, run }: LeftBehind, cause: unknown): KirikaeError =>
  engineError('PROGRAM_RUNS', '', { resource, pid, run }, { cause });

const stuck = ({ resource, mark: { pid }, run }: LeftBehind): KirikaeError =>
  engineError('PROGRAM_STUCK', '', { resource, pid, run });

async function untilGone({ tell }: Session, some: () => Promise<LeftBehind[]>, signal: AbortSignal): Promise<void> {
  for (let [first] = await some(); first; [first] = await some()) {
    const { resource, mark, run } = first;
    tell({ kind: 'wait', resource, what: `process ${mark.pid} ends, which run ${run} started`, written: false });
    await sleep(STEP, signal).catch((reason) => {
      const cause = interruption(reason);
      throw cause.code === 'INTERRUPTED' ? cause : stillRuns(first, cause);
    });
  }
}
