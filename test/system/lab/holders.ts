import type { Address, Simulator } from '@kirikae/simulator';
import type { Client } from './client.ts';
import { addressOf, NAMES, type NodeName } from './network.ts';

/** Who had the address, and from when on. */
export interface Holding {
  readonly at: number;
  readonly node: NodeName | null;
}

/** Keeps an eye on who has the address. */
export interface Holders {
  now(): NodeName | null;
  /** Every change since then, oldest first. */
  since(at: number): Holding[];
  /** Everyone who had it at some moment between these two. */
  during(from: number, to: number): (NodeName | null)[];
  close(): void;
}

/** Starts to watch, and tells the client about every change, as the network of AWS would. */
export function watchHolders(simulator: Simulator, address: Address, client: Client): Holders {
  const holdings: Holding[] = [];
  let last: NodeName | null = null;
  const now = () => nodeOf(simulator, address);
  const look = () => {
    const node = now();
    if (node === last) return;
    last = node;
    holdings.push({ at: Date.now(), node });
    client.ask(node ? `${addressOf(node)} ${node}` : '');
  };
  const timer = setInterval(look, 5);
  return {
    now,
    since: (at) => holdings.filter((holding) => holding.at >= at),
    during: (from, to) => {
      const before = holdings.findLast(({ at }) => at <= from)?.node ?? null;
      return [before, ...holdings.filter(({ at }) => at > from && at <= to).map(({ node }) => node)];
    },
    close: () => clearInterval(timer),
  };
}

function nodeOf({ world }: Simulator, { networkInterfaceId }: Address): NodeName | null {
  const at = world.interfaces.find(({ id }) => id === networkInterfaceId);
  const instance = world.instances.find(({ id }) => id === at?.instanceId);
  return NAMES.find((name) => name === instance?.name) ?? null;
}
