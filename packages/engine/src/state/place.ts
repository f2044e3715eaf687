import { removeTickets, theDead } from './dead.ts';
import type { StateDirectory } from './directory.ts';
import { groupFile } from './group-file.ts';
import { drawTicket, type Holder, type Make, opposes, readLine, type Ticket } from './ticket.ts';

/** What a run sees from its place: the first that must end before it, and the first behind it that wants the opposite. */
interface View {
  readonly ahead?: Ticket;
  readonly later?: Ticket;
}

/** One run's place in the line. */
export interface Place {
  look(): Promise<View>;
  /** As `look`; joins the line if it is not in it: the first time, or after somebody removed the directory. */
  joined(): Promise<View>;
  /** Removes some of the tickets that were seen last and count for nobody any more; false if there are none. */
  tidy(): Promise<boolean>;
  leave(how: (line: string, ticket: Ticket) => Promise<void>): Promise<void>;
}

/** In the place of what a directory that cannot be used would have given. */
const UNUSABLE = Symbol('unusable');

/** The place of a run in the line of a group. Without a usable directory it sees nobody. */
export function placeIn(directory: StateDirectory, group: string, holder: Holder): Place {
  const line = directory.path(groupFile(group, 'lock'));
  const { firstThatWaits, read, draw, tidy } = openLine(directory, line);
  const own = (tickets: readonly Ticket[]) => tickets.findIndex(({ run, gone }) => run === holder.run && !gone);
  const view = async (tickets: readonly Ticket[]): Promise<View> => {
    const index = own(tickets);
    if (index < 0) return {};
    const ahead = await firstThatWaits(tickets.slice(0, index));
    const later = tickets.slice(index + 1).find(({ direction }) => opposes(direction, holder.direction));
    return { ...(ahead && { ahead }), ...(later && { later }) };
  };
  const join = async (): Promise<readonly Ticket[]> => {
    const tickets = await read();
    return own(tickets) < 0 ? draw(holder) : tickets;
  };
  return {
    look: () => read().then(view).catch(instead({})),
    joined: () => join().then(view).catch(instead({})),
    tidy: () => tidy().catch(instead(false)),
    async leave(how) {
      await directory.useAtLast('lock', async () => {
        const tickets = await readLine(line);
        const ticket = tickets[own(tickets)];
        if (ticket) await how(line, ticket);
      });
      await read().catch(instead([]));
    },
  };
}

/** The run of a group that has the lock, as anybody sees it from outside; undefined if there is none. */
export async function firstInLine(directory: StateDirectory, group: string): Promise<Ticket | undefined> {
  const { firstThatWaits, read } = openLine(directory, directory.path(groupFile(group, 'lock')));
  return read().then(firstThatWaits).catch(instead(undefined));
}

/** A line as one run reads it, by operations that are short each. All but the first throw `UNUSABLE`. */
function openLine(directory: StateDirectory, line: string) {
  const { firstThatWaits, front } = theDead(line);
  let seen: readonly Ticket[] = [];
  const note = (tickets: readonly Ticket[]): readonly Ticket[] => {
    seen = tickets;
    return tickets;
  };
  const make: Make = async (operation) => {
    const made = await directory.use('lock', async () => ({ by: await operation() }));
    if (!made) throw UNUSABLE;
    return made.by;
  };
  return {
    firstThatWaits,
    read: async () => note(await readLine(line, make)),
    draw: async (holder: Holder) => note(await drawTicket(line, holder, make)),
    /** Removes the first of what was seen last, as far as that is dead; false if it is not. */
    async tidy(): Promise<boolean> {
      const dead = await front(seen);
      if (dead.length === 0) return false;
      note(seen.slice(dead.length));
      await make(() => removeTickets(line, dead));
      return true;
    },
  };
}

const instead =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error !== UNUSABLE) throw error;
    return value;
  };
