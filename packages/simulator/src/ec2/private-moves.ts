import type { NetworkInterface, PrivateMove, World } from '../world.ts';

/** The two kinds of private addresses of an interface. */
export type AddressList = 'privateIpv4s' | 'ipv6s';

/** The kind of an address. */
export const listFor = (address: string): AddressList => (address.includes(':') ? 'ipv6s' : 'privateIpv4s');

/** Takes an address from one interface and gives it to another (null: none), and notes when that will be seen. */
export function move(
  world: World,
  address: string,
  from: NetworkInterface | null,
  to: NetworkInterface | null,
  now: number,
): void {
  const list = listFor(address);
  if (from) from[list] = from[list].filter((each) => each !== address);
  to?.[list].push(address);
  const listedAt = now + (to ? world.assignmentMs : 0);
  const noted = { address, from: from?.id ?? null, to: to?.id ?? null, listedAt, toldAt: listedAt + world.metadataMs };
  world.moves = [...world.moves.filter(({ toldAt }) => toldAt > now), noted];
}

/** The world as it is listed: without the moves that cannot be seen yet. */
export function asListed(world: World, isSeen: (move: PrivateMove) => boolean): World {
  const unseen = world.moves.filter((each) => !isSeen(each)).reverse();
  if (unseen.length === 0) return world;
  const interfaces = world.interfaces.map((each) => unseen.reduce(undone, each));
  return { ...world, interfaces };
}

/** An interface as it was before a move. */
function undone(shown: NetworkInterface, { address, from, to }: PrivateMove): NetworkInterface {
  const list = listFor(address);
  if (shown.id === to) return { ...shown, [list]: shown[list].filter((each) => each !== address) };
  if (shown.id === from) return { ...shown, [list]: [...shown[list], address] };
  return shown;
}
