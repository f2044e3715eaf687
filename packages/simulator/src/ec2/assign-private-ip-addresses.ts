import { AwsError } from '../aws-error.ts';
import { listOf, required } from '../query.ts';
import type { NetworkInterface, World } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { canonicalAddress } from './cidr.ts';
import { checkRoom, checkSubnet, holdingInterface, sendTo } from './private-address.ts';
import { targetOf } from './target.ts';

/**
 * AssignPrivateIpAddresses: with AllowReassignment it moves a secondary address in one call, its Elastic IP address with it. The
 * answer comes before the address is listed at its interface (`world.addressMoveMs`).
 */
export const assignPrivateIpAddresses: Ec2Action = {
  name: 'AssignPrivateIpAddresses',
  write: true,
  parameters: ['NetworkInterfaceId', 'PrivateIpAddress.N', 'AllowReassignment'],
  answer: ({ world, params, now }: Ec2Request): XmlElement => {
    const target = targetOf(world, required(params, 'NetworkInterfaceId'));
    required(params, 'PrivateIpAddress.1');
    const addresses = listOf(params, 'PrivateIpAddress').map((text) => canonicalAddress(text, 'privateIpAddress'));
    for (const address of addresses) check(world, target, address, params['AllowReassignment'] === 'true');
    checkRoom(world, target, addresses);
    for (const address of addresses) sendTo(world, target, address, now);
    return {
      return: true,
      networkInterfaceId: target.id,
      assignedPrivateIpAddressesSet: { item: addresses.map((privateIpAddress) => ({ privateIpAddress })) },
    };
  },
};

function check(world: World, target: NetworkInterface, address: string, mayMove: boolean): void {
  checkSubnet(target, address);
  const holder = holdingInterface(world, target.vpcId, address);
  if (holder === undefined || holder === target) return;
  if (!mayMove) {
    throw new AwsError(400, 'InvalidParameterValue', `[${address}] are already assigned, but move is not allowed.`);
  }
  if (holder.privateIpv4s[0] === address) {
    throw new AwsError(400, 'InvalidParameterValue', `${address} is the primary private address of ${holder.id}`);
  }
}
