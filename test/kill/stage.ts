import type { Command } from './commands.ts';
import type { Complain } from './follow-up.ts';
import { capture, type LeftBehind } from './left-behind.ts';
import { newSlot, type Slot, type Strategy } from './slot.ts';

/** A slot, with everything as it was before the command. */
export interface Stage {
  readonly slot: Slot;
  readonly before: LeftBehind;
  readonly bystanders: string;
}

/** What came of the kills of one command. */
export interface Tally {
  /** The points at which it was killed. */
  readonly killed: Set<string>;
  /** By each point at which nothing else was left behind than at another: those others. A kill at one of them is a kill at it. */
  readonly same: Map<string, Set<string>>;
  /** The points that did not come again. */
  readonly missed: string[];
  /** How many states the kills left behind that had not been followed yet. */
  states: number;
  lateWrites: number;
  /** How often something was tried again because the machine was too slow for it. */
  repeats: number;
  readonly violations: string[];
}

/** Prepares a cluster for a command. */
export async function newStage(command: Command, strategy: Strategy): Promise<Stage> {
  const slot = await newSlot(strategy);
  await command.prepare(slot);
  return { slot, before: await capture(slot), bystanders: slot.bystanders() };
}

/** Notes violations under the point of the kill and what was tried after it. */
export const complainer =
  ({ violations }: Tally, point: string, after: string): Complain =>
  (what) =>
    void violations.push(`killed ${point}; ${after}: ${what}`);

/** What a command says when a time ran out. Nothing in a test makes it wait, so the machine was too busy, which proves nothing. */
const SLOW = /no answer within|does not answer(?! \()|DEADLINE .* ran out/;
const REPEATS = 3;

/** Tries something; again, up to three times, as long as a complaint is of a time that ran out. */
export async function steadily(
  tally: Tally,
  complain: Complain,
  attempt: (complain: Complain) => Promise<void>,
): Promise<void> {
  for (let n = 0; ; n++) {
    const found: string[] = [];
    await attempt((what) => void found.push(what));
    if (n >= REPEATS || !found.some((what) => SLOW.test(what))) {
      for (const what of found) complain(what);
      return;
    }
    tally.repeats += 1;
  }
}
