import type { Status } from '@kirikae/core';
import { since } from '../machine/instant.ts';
import { engineError } from '../report/errors.ts';
import type { Look } from './look.ts';
import { lookAgain } from './stale.ts';
import { looked, type Work } from './work.ts';

/*
 * Nobody acts on an old look: a process may have slept since (SIGSTOP, a paused machine), and another node may have taken over, for good
 * reasons. So the age is asked when a resource has its turn, and by the gate, when all that is left to do is to send.
 */

/**
 * A look in the place of an older one. Throws `SLEPT` if this process stood still, and two looks show that in the meantime somebody else
 * took it: that one acted on newer knowledge. Whatever else has changed is acted on.
 */
export async function renewed(work: Work, old: Look): Promise<Look> {
  const found = await looked(work);
  const stood = work.context.heartbeat.missedSince(old.at); // maybe during this very look
  const sure = stood && wasTaken(work, old.status, found.status) ? await lookAgain(work, found) : found;
  if (sure !== found && wasTaken(work, old.status, sure.status))
    throw engineError('SLEPT', '', {
      seconds: Math.round(since(old.at) / 1_000),
      holder: sure.status.holder?.id ?? '',
    });
  return { ...sure, renewed: true };
}

/** Somebody has it who is not this node and did not have it before. */
const wasTaken = ({ run: { node } }: Work, before: Status, { state, holder }: Status): boolean =>
  state === 'elsewhere' && holder !== undefined && holder.id !== before.holder?.id && holder.id !== node.id;
