import { wholePolicy } from '@kirikae/core/machinery';
import type { Share } from '../group/member.ts';

/**
 * A resource's turn among those of its group. What is proved before the run's last write must be looked at again after it. So one for
 * which nothing waits leaves its proof until the others have written, and one whose write is its own proof writes after them: then one
 * look of each does.
 */
export interface Barrier {
  /** Tells the others that this one has written what it will, or needs not. */
  readonly written: () => void;
  /** True if nothing waits for its proof. */
  readonly isLast: boolean;
  /** Resolves when those that must write before this one's write have. */
  readonly toWrite: Promise<unknown>;
  /** The same for its proof. */
  readonly toProve: Promise<unknown>;
}

/** The barriers of a group's resources. */
export function barriersOf(members: readonly Share[]): ReadonlyMap<Share, Barrier> {
  const latches = new Map(members.map((member) => [member, latch()]));
  const all = (which: (other: Share) => boolean) =>
    Promise.all([...latches].flatMap(([other, { opened }]) => (which(other) ? [opened] : [])));
  const barrierOf = (member: Share): Omit<Barrier, 'written'> => {
    const isLast = !members.some(({ after }) => after.includes(member.name));
    const toWrite = all(
      (other) => isLast && wholePolicy(member.definition).provesItself && !wholePolicy(other.definition).provesItself,
    );
    return { isLast, toWrite, toProve: all((other) => isLast && other !== member) };
  };
  return new Map([...latches].map(([member, { open }]) => [member, { ...barrierOf(member), written: open }]));
}

function latch(): { opened: Promise<void>; open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
