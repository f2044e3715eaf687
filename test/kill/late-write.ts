import { expect } from 'vitest';
import type { Command } from './commands.ts';
import { type Complain, mustBeClean, mustEnd, mustHold } from './follow-up.ts';
import { restore } from './left-behind.ts';
import { runTo, type Slot } from './slot.ts';
import type { Stage } from './stage.ts';

/*
 * The write of a dead run that takes effect only when the next run is over. A release and a change of records are bound to what was
 * there when they were sent: they fail if that has changed, and are no harm if it has not. An association is not bound: EC2 knows no
 * condition for it. It takes the address from the other node, whose next activation takes it back.
 */

/** Kills a command when a write has been sent, and lets it take effect after the next run on one of the nodes. */
export async function lateWrite(
  point: string,
  next: 'same' | 'other',
  command: Command,
  { slot, before, bystanders }: Stage,
  complain: Complain,
): Promise<void> {
  await restore(slot, before);
  const landing = hold(slot, point);
  const { ended } = await runTo(slot, command.args, point);
  if (ended.signal !== 'SIGKILL') {
    landing.cancel();
    return complain(`it was not killed: ${ended.stderr}`);
  }
  await landing.arrived;
  const [node, args] = next === 'same' ? [slot.a, command.args] : [slot.b, ['activate', 'web']];
  const ends = next === 'same' ? command.ends : (['none', 'all'] as const);
  await mustEnd(node, 0, args, complain);
  mustHold(slot, ends, complain);
  await landing.land();
  const steals = next === 'other' && command.args[0] === 'activate';
  if (steals) await mustEnd(slot.b, 0, ['activate', 'web'], complain);
  mustHold(slot, ends, complain);
  await mustBeClean(slot, bystanders, complain);
}

/** Holds back the effect of a write, which a point of the form `sent http ACTION #1` names. */
function hold({ simulator, a }: Slot, point: string) {
  const [, , action] = point.split(' ');
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  let land = async () => {};
  const remove = simulator.onCall(async (call) => {
    if (call.action !== action || call.caller !== a.name) return;
    remove();
    land = async () => {
      gate.resolve();
      await expect.poll(() => call.status, { timeout: 60_000, interval: 5 }).not.toBe(0);
    };
    arrived.resolve();
    await gate.promise;
  });
  const cancel = () => {
    remove();
    gate.resolve();
  };
  return { arrived: arrived.promise, land: () => land(), cancel };
}
