import { listOf, required } from '../query.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { canonicalAddress } from './cidr.ts';
import { foundInterface } from './found.ts';
import { takeFrom } from './private-address.ts';

/** UnassignIpv6Addresses: from the interface that is named, so never from the next holder. */
export const unassignIpv6Addresses: Ec2Action = {
  name: 'UnassignIpv6Addresses',
  write: true,
  parameters: ['NetworkInterfaceId', 'Ipv6Addresses.N'],
  answer: ({ world, params }: Ec2Request): XmlElement => {
    const shown = foundInterface(world, required(params, 'NetworkInterfaceId'));
    required(params, 'Ipv6Addresses.1');
    const addresses = listOf(params, 'Ipv6Addresses').map((text) => canonicalAddress(text, 'ipv6Address'));
    for (const address of addresses) takeFrom(world, shown, address);
    return { networkInterfaceId: shown.id, unassignedIpv6Addresses: { item: addresses } };
  },
};
