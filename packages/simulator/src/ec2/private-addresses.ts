import { AwsError } from '../aws-error.ts';
import { listOf, required } from '../query.ts';
import type { Address, NetworkInterface, World } from '../world.ts';
import type { Ec2Action } from './action.ts';
import { releaseFrom } from './association.ts';
import { foundInterface } from './found.ts';
import { move } from './private-moves.ts';
import { alreadyAssigned, holderIn, notAssigned, refuseOutside } from './subnet.ts';

/**
 * AssignPrivateIpAddresses: gives an interface secondary addresses, and takes them from others with `AllowReassignment` alone. The
 * answer comes before they are listed there; an Elastic IP address goes with them.
 */
export const assignPrivateIpAddresses: Ec2Action = {
  name: 'AssignPrivateIpAddresses',
  write: true,
  parameters: ['NetworkInterfaceId', 'PrivateIpAddress.N', 'AllowReassignment'],
  answer: ({ world, params, now }) => {
    const target = foundInterface(world, required(params, 'NetworkInterfaceId'));
    const addresses = listOf(params, 'PrivateIpAddress');
    const mayTake = params['AllowReassignment'] === 'true';
    for (const address of addresses) refuse(world, target, address, mayTake);
    for (const address of addresses) take(world, target, address, now);
    const item = addresses.map((privateIpAddress) => ({ privateIpAddress }));
    return { return: true, networkInterfaceId: target.id, assignedPrivateIpAddressesSet: { item } };
  },
};

function refuse(world: World, target: NetworkInterface, address: string, mayTake: boolean): void {
  refuseOutside(target, address);
  const holder = holderIn(world, target.subnet.vpcId, address);
  if (holder) refusePrimary(holder, address);
  if (holder && holder !== target && !mayTake) throw alreadyAssigned(address);
}

function take(world: World, target: NetworkInterface, address: string, now: number): void {
  const holder = holderIn(world, target.subnet.vpcId, address) ?? null;
  if (holder === target) return;
  move(world, address, holder, target, now);
  const elastic = holder && elasticAt(world, holder, address);
  if (elastic) elastic.networkInterfaceId = target.id;
}

/** UnassignPrivateIpAddresses: names an interface, so it cannot take an address from another one; drops its Elastic IP address. */
export const unassignPrivateIpAddresses: Ec2Action = {
  name: 'UnassignPrivateIpAddresses',
  write: true,
  parameters: ['NetworkInterfaceId', 'PrivateIpAddress.N'],
  answer: ({ world, params, ids, now }) => {
    const holder = foundInterface(world, required(params, 'NetworkInterfaceId'));
    const addresses = listOf(params, 'PrivateIpAddress');
    for (const address of addresses) {
      if (!holder.privateIpv4s.includes(address)) throw notAssigned(address, holder.id);
      refusePrimary(holder, address);
    }
    for (const address of addresses) {
      const elastic = elasticAt(world, holder, address);
      if (elastic) releaseFrom(world, elastic, ids);
      move(world, address, holder, null, now);
    }
    return { return: true };
  },
};

const elasticAt = (world: World, { id }: NetworkInterface, privateIp: string): Address | undefined =>
  world.addresses.find((each) => each.networkInterfaceId === id && each.privateIp === privateIp);

function refusePrimary({ id, privateIpv4s }: NetworkInterface, address: string): void {
  if (privateIpv4s[0] !== address) return;
  const text = `${address} is the primary address of interface ${id} and cannot be unassigned or reassigned`;
  throw new AwsError(400, 'InvalidParameterValue', text);
}
