import { setImmediate as turn } from 'node:timers/promises';
import { wordsLeft } from '../output/words.ts';
import { leave } from './leave.ts';
import { settle, timeLeft } from './outcome.ts';

/** What the end itself needs of the time, in ms. */
const LEAVING = 60;
/** The time in ms that words have at the least: a run may have used up all that it had. */
const LEAST = 100;

/**
 * The end of every run: settles its code, gives words the time that is left to get out (or `within` ms), and leaves. What does not get
 * out by then is lost; the code never is.
 */
export async function end(code: number, within = Number.POSITIVE_INFINITY): Promise<never> {
  const told = settle(code);
  await wordsLeft(Math.min(within, Math.max(LEAST, timeLeft() - LEAVING)));
  await turn(); // work of the pool whose answer has just come would count as stuck
  return leave(told);
}
