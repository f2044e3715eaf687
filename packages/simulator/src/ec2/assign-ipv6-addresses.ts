import { AwsError } from '../aws-error.ts';
import { listOf, required } from '../query.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { canonicalAddress } from './cidr.ts';
import { checkRoom, checkSubnet, holdingInterface, sendTo } from './private-address.ts';
import { targetOf } from './target.ts';

/** AssignIpv6Addresses: there is no reassignment, so an address that another interface has is refused. */
export const assignIpv6Addresses: Ec2Action = {
  name: 'AssignIpv6Addresses',
  write: true,
  parameters: ['NetworkInterfaceId', 'Ipv6Addresses.N'],
  answer: ({ world, params, now }: Ec2Request): XmlElement => {
    const target = targetOf(world, required(params, 'NetworkInterfaceId'));
    required(params, 'Ipv6Addresses.1');
    const addresses = listOf(params, 'Ipv6Addresses').map((text) => canonicalAddress(text, 'ipv6Address'));
    for (const address of addresses) {
      checkSubnet(target, address);
      const holder = holdingInterface(world, target.vpcId, address);
      if (holder === undefined || holder === target) continue;
      throw new AwsError(
        400,
        'InvalidParameterValue',
        `The address ${address} is already assigned to another interface`,
      );
    }
    checkRoom(world, target, addresses);
    for (const address of addresses) sendTo(world, target, address, now);
    return { networkInterfaceId: target.id, assignedIpv6Addresses: { item: addresses } };
  },
};
