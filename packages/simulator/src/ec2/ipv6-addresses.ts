import { listOf, required } from '../query.ts';
import type { Ec2Action } from './action.ts';
import { foundInterface } from './found.ts';
import { move } from './private-moves.ts';
import { alreadyAssigned, holderIn, notAssigned, refuseOutside } from './subnet.ts';

/** AssignIpv6Addresses: there is no reassignment; an address that another interface has is refused. */
export const assignIpv6Addresses: Ec2Action = {
  name: 'AssignIpv6Addresses',
  write: true,
  parameters: ['NetworkInterfaceId', 'Ipv6Addresses.N'],
  answer: ({ world, params, now }) => {
    const target = foundInterface(world, required(params, 'NetworkInterfaceId'));
    const addresses = listOf(params, 'Ipv6Addresses');
    for (const address of addresses) {
      refuseOutside(target, address);
      const holder = holderIn(world, target.subnet.vpcId, address);
      if (holder && holder !== target) throw alreadyAssigned(address);
    }
    for (const address of addresses) if (!target.ipv6s.includes(address)) move(world, address, null, target, now);
    return { networkInterfaceId: target.id, assignedIpv6Addresses: { item: addresses } };
  },
};

/** UnassignIpv6Addresses: names an interface, so it cannot take an address from another one. */
export const unassignIpv6Addresses: Ec2Action = {
  name: 'UnassignIpv6Addresses',
  write: true,
  parameters: ['NetworkInterfaceId', 'Ipv6Addresses.N'],
  answer: ({ world, params, now }) => {
    const holder = foundInterface(world, required(params, 'NetworkInterfaceId'));
    const addresses = listOf(params, 'Ipv6Addresses');
    const foreign = addresses.find((address) => !holder.ipv6s.includes(address));
    if (foreign !== undefined) throw notAssigned(foreign, holder.id);
    for (const address of addresses) move(world, address, holder, null, now);
    return { networkInterfaceId: holder.id, unassignedIpv6Addresses: { item: addresses } };
  },
};
