import type { World } from './world.ts';

/** AWS on an ordinary day: nothing is where it shall be at once. For `Object.assign(simulator.world, ASYNCHRONOUS)`. */
export const ASYNCHRONOUS: Readonly<Pick<World, 'addressMoveMs' | 'metadataLagMs' | 'propagationMs'>> = {
  addressMoveMs: 1_200,
  metadataLagMs: 1_500,
  propagationMs: 1_500,
};
