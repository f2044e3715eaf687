import { listOf } from '../query.ts';
import type { NetworkInterface } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { type FilterReaders, readFilters } from './filter.ts';
import { foundInterface } from './found.ts';
import { interfaceXml } from './interface-xml.ts';

/** DescribeNetworkInterfaces: an unknown id is an error, a filter that nothing meets an empty list. */
export const describeNetworkInterfaces: Ec2Action = {
  name: 'DescribeNetworkInterfaces',
  write: false,
  parameters: ['NetworkInterfaceId.N', 'Filter.N.Name', 'Filter.N.Value.N', 'DryRun'],
  answer: ({ world, params }: Ec2Request): XmlElement => {
    const matches = readFilters(params, readers);
    const ids = listOf(params, 'NetworkInterfaceId');
    const asked = ids.length === 0 ? world.interfaces : ids.map((id) => foundInterface(world, id));
    return { networkInterfaceSet: { item: asked.filter(matches).map((shown) => interfaceXml(world, shown)) } };
  },
};

const readers: FilterReaders<NetworkInterface> = {
  'network-interface-id': (shown) => [shown.id],
  'attachment.instance-id': (shown) => [shown.instanceId],
  'vpc-id': (shown) => [shown.vpcId],
  'addresses.private-ip-address': (shown) => shown.privateIpv4s,
  'ipv6-addresses.ipv6-address': (shown) => shown.ipv6s,
};
