import type { StateDirectory } from './directory.ts';
import { drawTicket, type Holder, opposes, readLine, type Ticket, waits } from './ticket.ts';

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
  leave(how: (line: string, ticket: Ticket) => Promise<void>): Promise<void>;
}

/** The place of a run in the line of a group. Without a usable directory it sees nobody. */
export function placeIn(directory: StateDirectory, group: string, holder: Holder): Place {
  const line = directory.path(`${group}.lock`);
  const own = (tickets: readonly Ticket[]) => tickets.findIndex(({ run, gone }) => run === holder.run && !gone);
  const view = async (tickets: readonly Ticket[] = []): Promise<View> => {
    const index = own(tickets);
    if (index < 0) return {};
    const ahead = await firstThatWaits(line, tickets.slice(0, index));
    const later = tickets.slice(index + 1).find(({ direction }) => opposes(direction, holder.direction));
    return { ...(ahead && { ahead }), ...(later && { later }) };
  };
  const join = async (): Promise<Ticket[]> => {
    const tickets = await readLine(line);
    if (own(tickets) >= 0) return tickets;
    await drawTicket(line, holder);
    return readLine(line);
  };
  return {
    look: async () => view(await directory.use('lock', () => readLine(line))),
    joined: async () => view(await directory.use('lock', join)),
    async leave(how) {
      await directory.useAtLast('lock', async () => {
        const tickets = await readLine(line);
        const ticket = tickets[own(tickets)];
        if (ticket) await how(line, ticket);
      });
    },
  };
}

async function firstThatWaits(line: string, tickets: readonly Ticket[]): Promise<Ticket | undefined> {
  for (const ticket of tickets) if (await waits(line, ticket)) return ticket;
  return undefined;
}
