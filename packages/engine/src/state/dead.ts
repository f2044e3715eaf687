import { unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { takeCensus } from '../machine/census.ts';
import { forget, isAlive } from '../machine/presence.ts';
import type { Ticket } from './ticket.ts';

/*
 * The runs of a line that wait no more: they gave up, or are dead. Machines that crash and runs that are killed may leave thousands of
 * tickets, and none of them may cost the next run its time: who is dead stays so and is asked for once, by a look at all processes in
 * the place of one for each, and the tickets are removed while there is nothing else to do.
 */

/** How many runs are asked for at once, and from how many on all processes are looked at. */
const ABREAST = 32;
/** How many tickets are removed in one operation, and how many of them at once: a disk that hangs leaves threads of the process free. */
const BATCH = 192;
const AT_ONCE = 3;

/** What is known of the dead in one line. */
interface Dead {
  /** The first that neither gave up nor died. */
  firstThatWaits(tickets: readonly Ticket[]): Promise<Ticket | undefined>;
  /** The first of a line, as many as are removed in one operation, that nobody is before and nobody stands behind. */
  front(tickets: readonly Ticket[]): Promise<readonly Ticket[]>;
}

/** Knows nothing of a line at first. */
export function theDead(line: string): Dead {
  const root = dirname(line);
  const dead = new Set<string>();
  const firstThatWaits = async (tickets: readonly Ticket[]): Promise<Ticket | undefined> => {
    const asked = tickets.filter(({ gone, file }) => !gone && !dead.has(file));
    const processes = asked.length > ABREAST ? await takeCensus() : undefined;
    for (let at = 0; at < asked.length; at += ABREAST) {
      const some = asked.slice(at, at + ABREAST);
      const alive = await Promise.all(some.map((ticket) => isAlive(ticket, root, processes)));
      for (const [n, { file }] of some.entries()) if (!alive[n]) dead.add(file);
      const first = some[alive.indexOf(true)];
      if (first) return first;
      await pause();
    }
    return undefined;
  };
  return {
    firstThatWaits,
    async front(tickets) {
      const first = await firstThatWaits(tickets);
      return tickets.slice(0, first && tickets.indexOf(first)).slice(0, BATCH);
    },
  };
}

/** Removes tickets; another run may do the same. */
export async function removeTickets(line: string, tickets: readonly Ticket[]): Promise<void> {
  for (let at = 0; at < tickets.length; at += AT_ONCE)
    await Promise.all(tickets.slice(at, at + AT_ONCE).map((ticket) => remove(line, ticket)));
}

async function remove(line: string, ticket: Ticket): Promise<void> {
  await unlink(join(line, ticket.file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await forget(ticket, dirname(line));
}
