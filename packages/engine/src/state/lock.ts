import type { KirikaeError } from '@kirikae/core';
import { because, interruption, sleep } from '@kirikae/core/machinery';
import { ownMark, type ProcessMark } from '../machine/boot.ts';
import { engineError } from '../report/errors.ts';
import type { StateDirectory } from './directory.ts';
import { firstInLine, type Place, placeIn } from './place.ts';
import { dropTicket, giveUpTicket, type Purpose, type Ticket } from './ticket.ts';

/*
 * One run per group and node; the newest command wins.
 *
 * The lock is a line: a directory in which every run puts a ticket of its own, with a number that nobody behind it can be given again.
 * A run has the lock when every ticket before its own belongs to a run that gave up or is dead. Both stay true once they are, and a
 * ticket that counts is seen by all that come later, so two runs can never have the lock at once. Nothing is ever rewritten: a run
 * that is killed at any moment leaves a ticket that all others know to be dead.
 */

/** What a run asks the lock for. */
interface LockRequest {
  readonly directory: StateDirectory;
  readonly group: string;
  readonly run: string;
  readonly direction: Purpose;
  readonly signal: AbortSignal;
  /** By which others know that this run is alive. Default: what the system tells. */
  readonly mark?: ProcessMark | undefined;
  /** Waits for nobody and overtakes nobody that is in the line already. */
  readonly yields?: boolean | undefined;
  /** Called if the lock is not had, while whoever comes later still waits for this run: what it must leave for them. */
  readonly missed?: ((error: unknown) => Promise<void>) | undefined;
  /** Called at most once, with the error to end in, when a later run of the other direction appears while the lock is held. */
  readonly overtaken: (error: Error) => void;
}

/** How often, in ms, the line is looked at while waiting and while holding the lock. */
const WAITING = 50;
const HOLDING = 200;

/**
 * Waits for the lock and gives the function that returns it. Without a usable state directory there is no lock, and the run goes on.
 * Throws `OVERTAKEN`, or what the signal says; `LOCK_BUSY` if the time ran out.
 */
export async function takeLock(request: LockRequest): Promise<() => Promise<void>> {
  const { directory, group, run, direction, mark = await ownMark(), missed, yields } = request;
  const place = placeIn(directory, group, { run, direction, ...mark });
  try {
    await waitForTurn(request, place);
  } catch (error) {
    await missed?.(error);
    await leave(place, yields ? dropTicket : giveUpTicket);
    throw error;
  }
  const held = new AbortController();
  void watchLater(request, place, held.signal);
  return async () => {
    held.abort();
    await leave(place, dropTicket);
  };
}

/** How long, in ms, a run may tidy up after those that could not, when it leaves and when there is nothing else to do. */
const LEAVING = 500;
const IDLE = 50;

async function leave(place: Place, how: typeof dropTicket): Promise<void> {
  await place.leave(how);
  await tidy(place, LEAVING);
}

async function tidy(place: Place, ms: number): Promise<void> {
  const until = performance.now() + ms;
  while ((await place.tidy()) && performance.now() < until);
}

async function waitForTurn({ directory, group, signal, yields }: LockRequest, place: Place): Promise<void> {
  const first = yields ? await firstInLine(directory, group) : undefined;
  if (first) throw busy(first); // before there is a ticket, which would overtake it
  for (;;) {
    const { ahead, later } = await place.joined();
    if (later) throw overtakenBy(later);
    if (!ahead) return;
    if (yields) throw busy(ahead);
    await tidy(place, IDLE);
    await sleep(WAITING, signal).catch((reason) => {
      throw notHad(interruption(reason), ahead);
    });
  }
}

/** Tells a run that has the lock when a later one of the other direction wants it. */
async function watchLater({ overtaken }: LockRequest, place: Place, held: AbortSignal): Promise<void> {
  while (
    await sleep(HOLDING, held).then(
      () => true,
      () => false,
    )
  ) {
    const { later } = await place.look();
    if (later && !held.aborted) return overtaken(overtakenBy(later));
    await tidy(place, IDLE);
  }
}

const overtakenBy = ({ direction, run }: Ticket): Error =>
  engineError('OVERTAKEN', '', { command: direction, later: run });

/** Why the lock was not had: who has it. An interruption stays one. */
function notHad(reason: KirikaeError, ahead: Ticket): KirikaeError {
  const error = busy(ahead, reason);
  return reason.code === 'DEADLINE' ? error : because(reason, error);
}

const busy = ({ pid, direction, run }: Ticket, cause?: KirikaeError): KirikaeError =>
  engineError('LOCK_BUSY', '', { pid, command: direction, holder: run }, { cause });
