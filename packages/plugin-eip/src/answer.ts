import { isIPv4 } from 'node:net';
import type { Address } from '@aws-sdk/client-ec2';
import { isId, wrongAbout } from '@kirikae/aws';

/** Why a list of addresses cannot be EC2's answer about these: half of an association would be taken for "nobody has it". */
export function wrongAddresses(told: Address[] | undefined, ids: readonly string[]): string | undefined {
  const half = told?.find(isHalf);
  return (
    wrongAbout(told, ids, ({ AllocationId }) => AllocationId) ??
    (half && `told half of the association of ${half.AllocationId}`)
  );
}

function isHalf({ AssociationId, NetworkInterfaceId, PrivateIpAddress = '', InstanceId }: Address): boolean {
  if (!AssociationId) return Boolean(NetworkInterfaceId || PrivateIpAddress || InstanceId);
  const isAtInstance = !InstanceId || isId('i', InstanceId); // of an interface that is at none, stand-ins say ''
  return !(
    isId('eipassoc', AssociationId) &&
    isId('eni', NetworkInterfaceId) &&
    isIPv4(PrivateIpAddress) &&
    isAtInstance
  );
}
