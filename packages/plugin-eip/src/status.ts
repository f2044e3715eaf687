import type { Address } from '@aws-sdk/client-ec2';
import type { Status } from '@kirikae/core';
import type { Resolved } from './resolved.ts';

/** What an address says of itself, compared field by field with where it belongs. */
export function statusOf(address: Address, resolved: Resolved): Status {
  const { networkInterfaceId, privateIp, instanceId } = resolved;
  const { AssociationId: version, NetworkInterfaceId, PrivateIpAddress, InstanceId } = address;
  const name = publicNameOf(address);
  if (!version) return { state: 'inactive', subject: name, detail: `${name} is associated with nothing` };
  const here = NetworkInterfaceId === networkInterfaceId;
  const id = (here && instanceId) || InstanceId || NetworkInterfaceId || version;
  const detail = `${name} at ${PrivateIpAddress}`;
  const status = { holder: { id }, version, subject: name, detail };
  if (here && PrivateIpAddress === privateIp) return { state: 'active', ...status };
  const own = here || (instanceId !== null && InstanceId === instanceId);
  return own
    ? {
        state: 'inactive',
        ...status,
        partly: true,
        detail: `${detail} (${NetworkInterfaceId}) of this node, not at ${placeOf(resolved)}`,
      }
    : { state: 'elsewhere', ...status };
}

/** What people call an address: one of a carrier or of a customer has no public address of AWS. */
export const publicNameOf = ({ PublicIp, CarrierIp, CustomerOwnedIp, AllocationId }: Address): string =>
  PublicIp || CarrierIp || CustomerOwnedIp || AllocationId || 'the address';

/** Where it belongs, for people. */
export const placeOf = ({ networkInterfaceId, privateIp }: Resolved): string => `${networkInterfaceId}/${privateIp}`;
