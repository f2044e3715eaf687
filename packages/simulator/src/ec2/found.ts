import { AwsError } from '../aws-error.ts';
import type { Address, Instance, NetworkInterface, RouteTable, World } from '../world.ts';

/** The address with an allocation id, or InvalidAllocationID.NotFound. */
export function foundAddress(world: World, allocationId: string): Address {
  const address = world.addresses.find((candidate) => candidate.allocationId === allocationId);
  if (address !== undefined) return address;
  throw new AwsError(400, 'InvalidAllocationID.NotFound', `The allocation ID '${allocationId}' does not exist`);
}

/** The address that has an association id, or InvalidAssociationID.NotFound: ids of former associations are gone. */
export function foundAssociation(world: World, associationId: string): Address {
  const address = world.addresses.find((candidate) => candidate.associationId === associationId);
  if (address !== undefined) return address;
  throw new AwsError(400, 'InvalidAssociationID.NotFound', `The association ID '${associationId}' does not exist`);
}

/** The interface with an id, or InvalidNetworkInterfaceID.NotFound. */
export function foundInterface(world: World, id: string): NetworkInterface {
  const found = world.interfaces.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  throw new AwsError(400, 'InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
}

/** The instance with an id, or InvalidInstanceID.NotFound. */
export function foundInstance(world: World, id: string): Instance {
  const found = world.instances.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  throw new AwsError(400, 'InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
}

/** The route table with an id, or InvalidRouteTableID.NotFound. */
export function foundRouteTable(world: World, id: string): RouteTable {
  const found = world.routeTables.find((candidate) => candidate.id === id);
  if (found !== undefined) return found;
  throw new AwsError(400, 'InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`);
}
