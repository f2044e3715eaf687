import { sleep, sleepUntil } from '@kirikae/core/machinery';
import type { Member } from '../group/member.ts';
import { APART } from './believed.ts';
import type { Work } from './work.ts';

/**
 * A resource's turn among those of its group. What is proved before the run's last write must be looked at again after it. So one for
 * which nothing waits leaves its proof until the others have written, and one whose write is its own proof writes after them: then one
 * look of each does.
 */
export interface Turn {
  /** Tells the others that this one has written what it will, or needs not. */
  readonly written: () => void;
  /** True if nothing waits for its proof. */
  readonly isLast: boolean;
  /** Resolves when those that must write before this one's write have. */
  readonly toWrite: Promise<unknown>;
  /** The same for its proof. */
  readonly toProve: Promise<unknown>;
}

/** The longest that one waits for the others' writes, in ms. */
const PATIENCE = 1_000;

/** The turns of a group's resources. */
export function turnsOf(members: readonly Member[]): ReadonlyMap<Member, Turn> {
  const latches = new Map(members.map((member) => [member, latch()]));
  const all = (which: (other: Member) => boolean) =>
    Promise.all([...latches].flatMap(([other, { opened }]) => (which(other) ? [opened] : [])));
  const turnOf = (member: Member): Omit<Turn, 'written'> => {
    const isLast = !members.some(({ after }) => after.includes(member.name));
    const toWrite = all((other) => isLast && !!member.type.provesItself && !other.type.provesItself);
    return { isLast, toWrite, toProve: all((other) => isLast && other !== member) };
  };
  return new Map([...latches].map(([member, { open }]) => [member, { ...turnOf(member), written: open }]));
}

function latch(): { opened: Promise<void>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Waits for the moment at which a resource's write may be its proof as well. */
export const momentOfWrite = (work: Work): Promise<void> => patiently(work, work.turn?.toWrite);

/** Waits, after a write that was answered, for the moment at which a look proves it for the whole run. */
export async function momentOfProof(work: Work): Promise<void> {
  const { turn, door, member, run } = work;
  turn?.written();
  await patiently(work, turn?.toProve);
  const latest = door.latest();
  const isProof = !turn?.isLast || !member.type.staleReads || latest.order === door.own().order;
  if (!isProof) await sleepUntil(latest.at + APART, run.signal);
}

/** Waits for others, but not for long: a proof now and another look later are better than none in time. */
async function patiently({ run }: Work, others: Promise<unknown> = Promise.resolve()): Promise<void> {
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  const patience = sleep(Math.min(PATIENCE, run.deadline.remaining() / 4), signal).catch(() => {});
  await Promise.race([others, patience]).finally(() => enough.abort());
}
