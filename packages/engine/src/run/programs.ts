import { interruption, sleep } from '@kirikae/core/machinery';
import { signalProcess } from '../machine/end-process.ts';
import { engineError } from '../report/errors.ts';
import { type LeftBehind, leftBehind } from '../state/left-behind.ts';
import type { Direction } from '../state/ticket.ts';
import type { Session } from './session.ts';

/** How often, in ms, it is looked whether they have ended. */
const STEP = 100;

/**
 * What a dead run has started may still change the world, so its lock is worth as much as if it lived: a start waits for it, a stop ends
 * it, politely at first. Is the process itself gone, nothing is killed: what it left behind is what it was for.
 */
export async function settlePrograms(session: Session, direction: Direction): Promise<void> {
  const { directory, deadline, report } = session;
  const some = () => leftBehind(directory, report.group ?? '', report.runId);
  const left = await some();
  if (left.length === 0) return;
  if (direction === 'activate') return untilGone(session, some, deadline.signal);
  await signalAll(left, 'SIGTERM');
  const patience = AbortSignal.timeout(Math.max(1, Math.floor(deadline.remaining() / 2)));
  const ended = await untilGone(session, some, AbortSignal.any([patience, deadline.signal])).then(
    () => true,
    () => false,
  );
  if (ended) return;
  await signalAll(await some(), 'SIGKILL');
  await untilGone(session, some, deadline.signal);
}

const signalAll = (left: readonly LeftBehind[], signal: 'SIGTERM' | 'SIGKILL') =>
  Promise.all(left.map(({ mark }) => signalProcess(mark, signal)));

async function untilGone(
  { options: { event = () => {} } }: Session,
  some: () => Promise<LeftBehind[]>,
  signal: AbortSignal,
): Promise<void> {
  for (let [first] = await some(); first; [first] = await some()) {
    const { resource, mark, run } = first;
    event({ kind: 'wait', resource, what: `process ${mark.pid} to end, which run ${run} started` });
    await sleep(STEP, signal).catch((reason) => {
      const cause = interruption(reason);
      throw cause.code === 'INTERRUPTED'
        ? cause
        : engineError('PROGRAM_RUNS', '', { resource, pid: mark.pid, run }, { cause });
    });
  }
}
