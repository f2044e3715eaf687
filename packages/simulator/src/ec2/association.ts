import type { Identifiers } from '../identifiers.ts';
import type { Address, NetworkInterface, World } from '../world.ts';

/** Where an address sits: an association id, an interface, and a private IPv4 address of it. */
interface Seat {
  associationId: string;
  networkInterfaceId: string;
  privateIp: string;
}

/** Puts a free address on a seat; drives out another address there and the auto-assigned public IPv4. */
export function seat(world: World, address: Address, taken: Seat): void {
  for (const other of world.addresses) {
    if (other.networkInterfaceId === taken.networkInterfaceId && other.privateIp === taken.privateIp) unseat(other);
  }
  Object.assign(address, taken);
  const target = world.interfaces.find((candidate) => candidate.id === taken.networkInterfaceId);
  if (target !== undefined && target.privateIpv4s[0] === taken.privateIp) target.publicIpv4 = null;
}

/**
 * Takes an address from where it sits, if anywhere. The interface it leaves gets an auto-assigned public IPv4 again
 * only if it is the only one of its instance, launched with one, and no other Elastic IP address is on it.
 */
export function releaseFrom(world: World, address: Address, ids: Identifiers): void {
  const left = world.interfaces.find((candidate) => candidate.id === address.networkInterfaceId);
  unseat(address);
  if (left !== undefined && getsPublicIpv4Again(world, left))
    left.publicIpv4 = `198.51.100.${ids.count('public-ipv4')}`;
}

/** Leaves an address allocated and associated with nothing. */
export function unseat(address: Address): void {
  Object.assign(address, { associationId: null, networkInterfaceId: null, privateIp: null });
}

function getsPublicIpv4Again(world: World, left: NetworkInterface): boolean {
  if (!left.autoAssignsPublicIpv4 || left.publicIpv4 !== null) return false;
  if (world.interfaces.filter((candidate) => candidate.instanceId === left.instanceId).length > 1) return false;
  return !world.addresses.some((address) => address.networkInterfaceId === left.id);
}
