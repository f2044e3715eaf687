import type { Address } from '@aws-sdk/client-ec2';
import type { Status } from '@kirikae/core';
import type { Resolved } from './resolved.ts';

/** What an address says of itself, compared field by field with where it belongs. */
export function statusOf(address: Address, resolved: Resolved): Status {
  const { networkInterfaceId, privateIp, instanceId } = resolved;
  const { AssociationId: version, NetworkInterfaceId, PrivateIpAddress, InstanceId, PublicIp } = address;
  if (!version) return { state: 'inactive', detail: `${PublicIp} is associated with nothing` };
  const here = NetworkInterfaceId === networkInterfaceId;
  const id = (here && instanceId) || InstanceId || NetworkInterfaceId || version;
  const detail = `${PublicIp} at ${NetworkInterfaceId}/${PrivateIpAddress}`;
  const status = { holder: { id }, version, detail };
  if (here && PrivateIpAddress === privateIp) return { state: 'active', ...status };
  const own = here || (instanceId !== null && InstanceId === instanceId);
  return own
    ? { state: 'inactive', ...status, partly: true, detail: `${detail} of this node, not at ${placeOf(resolved)}` }
    : { state: 'elsewhere', ...status };
}

/** Where it belongs, for people. */
export const placeOf = ({ networkInterfaceId, privateIp }: Resolved): string => `${networkInterfaceId}/${privateIp}`;
