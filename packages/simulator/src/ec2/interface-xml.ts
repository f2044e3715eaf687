import { accountId } from '../account.ts';
import type { NetworkInterface, World } from '../world.ts';
import type { XmlElement } from '../xml.ts';

/** An interface as DescribeInstances shows it: its instance goes without saying, and so do the ids of an association. */
export function ownInterfaceXml(world: World, shown: NetworkInterface): XmlElement {
  const { attachment, association, privateIpAddressesSet, ...rest } = interfaceXml(world, shown);
  const { instanceId: _, instanceOwnerId: __, ...attached } = attachment as XmlElement;
  const { item } = privateIpAddressesSet as { item: XmlElement[] };
  const addresses = item.map((each) => ({ ...each, association: withoutIds(each['association'] as XmlElement) }));
  return {
    ...rest,
    attachment: attached,
    association: withoutIds(association as XmlElement),
    privateIpAddressesSet: { item: addresses },
  };
}

function withoutIds(association: XmlElement | undefined): XmlElement | undefined {
  const { allocationId: _, associationId: __, ...told } = association ?? {};
  return association && told;
}

/** An interface as DescribeNetworkInterfaces shows it. */
export function interfaceXml(world: World, shown: NetworkInterface): XmlElement {
  const [primary] = shown.privateIpv4s;
  return {
    networkInterfaceId: shown.id,
    ownerId: accountId,
    vpcId: shown.vpcId,
    status: 'in-use',
    macAddress: shown.mac,
    privateIpAddress: primary,
    sourceDestCheck: shown.sourceDestCheck,
    interfaceType: 'interface',
    attachment: {
      attachmentId: shown.attachmentId,
      instanceId: shown.instanceId,
      instanceOwnerId: accountId,
      deviceIndex: shown.deviceIndex,
      status: 'attached',
      deleteOnTermination: true,
    },
    association: primary && associationXml(world, shown, primary),
    privateIpAddressesSet: { item: shown.privateIpv4s.map((ip) => privateIpXml(world, shown, ip)) },
    ipv6AddressesSet: { item: shown.ipv6s.map((ip) => ({ ipv6Address: ip, isPrimaryIpv6: ip === shown.primaryIpv6 })) },
  };
}

/** The public IPv4 address that a private one has: its Elastic IP address, else on the primary the auto-assigned one. */
export function publicIpv4Of(world: World, shown: NetworkInterface, privateIp: string): string | null {
  const elastic = world.addresses.find(
    (address) => address.networkInterfaceId === shown.id && address.privateIp === privateIp,
  );
  if (elastic !== undefined) return elastic.publicIp;
  return shown.privateIpv4s[0] === privateIp ? shown.publicIpv4 : null;
}

function privateIpXml(world: World, shown: NetworkInterface, privateIp: string): XmlElement {
  return {
    privateIpAddress: privateIp,
    primary: shown.privateIpv4s[0] === privateIp,
    association: associationXml(world, shown, privateIp),
  };
}

function associationXml(world: World, shown: NetworkInterface, privateIp: string): XmlElement | undefined {
  const publicIp = publicIpv4Of(world, shown, privateIp);
  if (publicIp === null) return undefined;
  const elastic = world.addresses.find((address) => address.publicIp === publicIp);
  if (elastic === undefined) return { publicIp, ipOwnerId: 'amazon' };
  return {
    publicIp,
    ipOwnerId: accountId,
    allocationId: elastic.allocationId,
    associationId: elastic.associationId ?? undefined,
  };
}
