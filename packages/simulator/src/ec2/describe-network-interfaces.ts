import { AwsError } from '../aws-error.ts';
import { listOf } from '../query.ts';
import type { NetworkInterface } from '../world.ts';
import type { XmlElement } from '../xml.ts';
import type { Ec2Action, Ec2Request } from './action.ts';
import { type FilterReaders, readFilters } from './filter.ts';
import { foundInterface } from './found.ts';
import { interfaceXml } from './interface-xml.ts';
import { pageOf } from './pages.ts';

/**
 * DescribeNetworkInterfaces: an unknown id is an error, a filter that nothing meets an empty list. It looks through a page of all
 * interfaces at once, so an answer may be empty, and yet have a token for the next page.
 */
export const describeNetworkInterfaces: Ec2Action = {
  name: 'DescribeNetworkInterfaces',
  write: false,
  parameters: ['NetworkInterfaceId.N', 'Filter.N.Name', 'Filter.N.Value.N', 'MaxResults', 'NextToken', 'DryRun'],
  answer: ({ world, params }: Ec2Request): XmlElement => {
    const matches = readFilters(params, readers);
    const ids = listOf(params, 'NetworkInterfaceId');
    const asked = ids.length === 0 ? world.interfaces : ids.map((id) => foundInterface(world, id));
    if (ids.length > 0 && params['MaxResults'] !== undefined) throw bothWays();
    const { things, nextToken } = pageOf(asked, world.interfacesPerPage, params);
    const item = things.filter(matches).map((shown) => interfaceXml(world, shown));
    return { networkInterfaceSet: { item }, nextToken };
  },
};

const bothWays = (): AwsError =>
  new AwsError(
    400,
    'InvalidParameterCombination',
    'The parameter NetworkInterfaceId cannot be used with the parameter MaxResults',
  );

const readers: FilterReaders<NetworkInterface> = {
  'network-interface-id': (shown) => [shown.id],
  'attachment.instance-id': (shown) => [shown.instanceId],
  'vpc-id': (shown) => [shown.vpcId],
  'addresses.private-ip-address': (shown) => shown.privateIpv4s,
  'ipv6-addresses.ipv6-address': (shown) => shown.ipv6s,
};
