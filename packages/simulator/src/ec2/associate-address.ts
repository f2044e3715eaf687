import { AwsError } from '../aws-error.ts';
import { type QueryParameters, required } from '../query.ts';
import type { Address, NetworkInterface, World } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { releaseFrom, seat } from './association.ts';
import { refuseMoving } from './foreign.ts';
import { foundAddress, foundInstance } from './found.ts';
import { targetOf } from './target.ts';

/**
 * AssociateAddress: moves the address in one call and gives a new association id, also to where it already is.
 * Another address on the target private IP is silently disassociated, the auto-assigned public IPv4 released.
 */
export const associateAddress: Ec2Action = {
  name: 'AssociateAddress',
  write: true,
  parameters: ['AllocationId', 'NetworkInterfaceId', 'InstanceId', 'PrivateIpAddress', 'AllowReassociation', 'DryRun'],
  answer: ({ world, params, ids }: Ec2Request): XmlElement => {
    const address = foundAddress(world, required(params, 'AllocationId'));
    refuseMoving(address);
    const target = targetInterface(world, params);
    const privateIp = targetPrivateIp(target, params['PrivateIpAddress']);
    if (!mayMove(world, params)) refuseReassociation(address, target, privateIp);
    releaseFrom(world, address, ids);
    const associationId = ids.next('eipassoc');
    seat(world, address, { associationId, networkInterfaceId: target.id, privateIp });
    return { return: true, associationId };
  },
};

const mayMove = ({ account }: World, { AllowReassociation: asked }: QueryParameters): boolean =>
  asked === undefined ? account.reassociatesByDefault : asked === 'true';

function targetInterface(world: World, params: QueryParameters): NetworkInterface {
  const { NetworkInterfaceId: interfaceId, InstanceId: instanceId } = params;
  if (interfaceId !== undefined && instanceId !== undefined) {
    throw new AwsError(
      400,
      'InvalidParameterCombination',
      'You may specify an instance or a network interface, not both',
    );
  }
  if (instanceId !== undefined) return onlyInterface(world, instanceId);
  return targetOf(world, required(params, 'NetworkInterfaceId'));
}

function onlyInterface(world: World, instanceId: string): NetworkInterface {
  const instance = foundInstance(world, instanceId);
  if (instance.state === 'pending' || instance.state === 'terminated') {
    const text = `The ${instance.state} instance '${instanceId}' is not in a valid state for this operation.`;
    throw new AwsError(400, 'InvalidInstanceID', text);
  }
  const [first, ...others] = world.interfaces.filter((candidate) => candidate.instanceId === instance.id);
  if (first !== undefined && others.length === 0) return first;
  throw new AwsError(
    400,
    'InvalidInstanceID',
    `There are multiple interfaces attached to instance '${instanceId}'. Please specify an interface ID for the operation instead.`,
  );
}

function targetPrivateIp(target: NetworkInterface, asked: string | undefined): string {
  const [primary] = target.privateIpv4s;
  if (primary === undefined) {
    const text = `The network interface ${target.id} has no private IPv4 address`;
    throw new AwsError(400, 'InvalidParameterValue', text);
  }
  if (asked === undefined || target.privateIpv4s.includes(asked)) return asked ?? primary;
  throw new AwsError(400, 'InvalidParameterValue', `The address ${asked} is not assigned to interface ${target.id}`);
}

function refuseReassociation(address: Address, target: NetworkInterface, privateIp: string): void {
  if (address.associationId === null) return;
  if (address.networkInterfaceId === target.id && address.privateIp === privateIp) return;
  throw new AwsError(
    400,
    'Resource.AlreadyAssociated',
    `resource ${address.allocationId} is already associated with associate-id ${address.associationId}`,
  );
}
