import { accountId } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import { listOf } from '../query.ts';
import type { Address, World } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { type FilterReaders, readFilters } from './filter.ts';
import { foundAddress } from './found.ts';

/** DescribeAddresses: an unknown id is an error, a filter that nothing meets an empty list. */
export const describeAddresses: Ec2Action = {
  name: 'DescribeAddresses',
  write: false,
  parameters: ['AllocationId.N', 'PublicIp.N', 'Filter.N.Name', 'Filter.N.Value.N', 'DryRun'],
  answer: ({ world, params, region }: Ec2Request): XmlElement => {
    const matches = readFilters(params, filterReaders(world));
    const asked = askedAddresses(world, listOf(params, 'AllocationId'), listOf(params, 'PublicIp'));
    return { addressesSet: { item: asked.filter(matches).map((address) => addressXml(world, address, region)) } };
  },
};

function askedAddresses(world: World, allocationIds: string[], publicIps: string[]): Address[] {
  if (allocationIds.length === 0 && publicIps.length === 0) return world.addresses;
  const byId = allocationIds.map((id) => foundAddress(world, id));
  const byIp = publicIps.map((ip) => {
    const address = world.addresses.find((candidate) => candidate.publicIp === ip);
    if (address !== undefined) return address;
    throw new AwsError(400, 'InvalidAddress.NotFound', `Address '${ip}' not found.`);
  });
  return [...new Set([...byId, ...byIp])];
}

function filterReaders(world: World): FilterReaders<Address> {
  return {
    'allocation-id': (address) => [address.allocationId],
    'association-id': (address) => [address.associationId],
    'network-interface-id': (address) => [address.networkInterfaceId],
    'private-ip-address': (address) => [address.privateIp],
    'public-ip': (address) => [address.publicIp],
    'instance-id': (address) => [instanceOf(world, address)],
  };
}

function instanceOf(world: World, address: Address): string | null {
  return world.interfaces.find((candidate) => candidate.id === address.networkInterfaceId)?.instanceId ?? null;
}

function addressXml(world: World, address: Address, region: string): XmlElement {
  return {
    publicIp: address.publicIp,
    allocationId: address.allocationId,
    domain: 'vpc',
    instanceId: instanceOf(world, address) ?? undefined,
    associationId: address.associationId ?? undefined,
    networkInterfaceId: address.networkInterfaceId ?? undefined,
    networkInterfaceOwnerId: address.networkInterfaceId === null ? undefined : accountId,
    privateIpAddress: address.privateIp ?? undefined,
    publicIpv4Pool: 'amazon',
    networkBorderGroup: region,
  };
}
