import { BlockList } from 'node:net';
import { AwsError } from '../aws-error.ts';
import type { NetworkInterface, World } from '../world.ts';
import { listFor } from './private-moves.ts';

/** Refuses an address that is not in the subnet of an interface. */
export function refuseOutside({ subnet }: NetworkInterface, address: string): void {
  const family = listFor(address) === 'ipv6s' ? 'ipv6' : 'ipv4';
  const [network = '', length] = (family === 'ipv6' ? subnet.ipv6Block : subnet.ipv4Block).split('/');
  const block = new BlockList();
  block.addSubnet(network, Number(length), family);
  if (block.check(address, family)) return;
  const text = `Address ${address} does not fall within the subnet's address range`;
  throw new AwsError(400, 'InvalidParameterValue', text);
}

/** The interface of a VPC that has an address; another VPC may have the same address. */
export const holderIn = (world: World, vpcId: string, address: string): NetworkInterface | undefined =>
  world.interfaces.find((each) => each.subnet.vpcId === vpcId && each[listFor(address)].includes(address));

/** The refusal for an address that somebody has. */
export const alreadyAssigned = (address: string): AwsError =>
  new AwsError(400, 'Resource.AlreadyAssigned', `Address ${address} is already assigned to a network interface`);

/** The refusal for an address that an interface does not have. */
export const notAssigned = (address: string, id: string): AwsError =>
  new AwsError(400, 'InvalidParameterValue', `Address ${address} is not assigned to interface ${id}`);
