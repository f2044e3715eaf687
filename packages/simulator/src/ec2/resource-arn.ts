import { ec2Arn } from '../account.ts';
import type { QueryParameters } from '../query.ts';
import type { World } from '../world.ts';

/** What an action would change, as a denial names it; undefined for one that knows no resources. */
export function resourceArn(action: string, params: QueryParameters, world: World, region: string): string | undefined {
  const { AllocationId, AssociationId, NetworkInterfaceId, RouteTableId } = params;
  const arn = (kind: string, id = '*') => ec2Arn(region, `${kind}/${id}`);
  if (action === 'AssociateAddress') return arn('elastic-ip', AllocationId);
  const address = world.addresses.find(({ associationId }) => associationId === AssociationId);
  if (action === 'DisassociateAddress') return arn('elastic-ip', address?.allocationId);
  if (/^(Una|A)ssign/.test(action)) return arn('network-interface', NetworkInterfaceId);
  return /Route$/.test(action) ? arn('route-table', RouteTableId) : undefined;
}
