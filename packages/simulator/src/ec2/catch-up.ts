import type { World } from '../world.ts';
import { unseat } from './association.ts';
import { settleMoves } from './private-address.ts';

/** Lets happen what time or a test has brought about: addresses arrive, and what a terminated instance had is free. */
export function catchUp(world: World, now: number): void {
  bury(world);
  settleMoves(world, now);
}

/** Interfaces go with their terminated instance (delete on termination), and with them their addresses; Elastic IP addresses stay allocated. */
function bury(world: World): void {
  const dead = new Set(world.instances.filter(({ state }) => state === 'terminated').map(({ id }) => id));
  const gone = new Set(world.interfaces.filter(({ instanceId }) => dead.has(instanceId)).map(({ id }) => id));
  if (gone.size === 0) return;
  world.interfaces = world.interfaces.filter(({ id }) => !gone.has(id));
  world.addressMoves = world.addressMoves.filter(({ networkInterfaceId }) => !gone.has(networkInterfaceId));
  for (const address of world.addresses) if (gone.has(address.networkInterfaceId ?? '')) unseat(address);
}
