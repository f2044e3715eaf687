import { BlockList, isIPv6 } from 'node:net';
import { AwsError } from '../aws-error.ts';
import type { NetworkInterface, World } from '../world.ts';

/** The list of an interface in which an address of this family stands. */
const listFor = (shown: NetworkInterface, address: string): string[] =>
  isIPv6(address) ? shown.ipv6s : shown.privateIpv4s;

/** The interface that has an address in a VPC, or to which it is on its way. */
export function holdingInterface(world: World, vpcId: string, address: string): NetworkInterface | undefined {
  const own = world.interfaces.filter((candidate) => candidate.vpcId === vpcId);
  const move = world.addressMoves.findLast((one) => one.address === address && own.some(isTarget(one)));
  if (move !== undefined) return own.find(isTarget(move));
  return own.find((candidate) => listFor(candidate, address).includes(address));
}

const isTarget =
  ({ networkInterfaceId }: { networkInterfaceId: string }) =>
  ({ id }: NetworkInterface) =>
    id === networkInterfaceId;

/** Refuses an address that is not in the subnet of an interface; an IPv6-only one has no range of IPv4. */
export function checkSubnet(target: NetworkInterface, address: string): void {
  const subnet = isIPv6(address) ? target.subnetIpv6 : target.subnetIpv4;
  const [network = '', prefix] = subnet.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family);
  const hasFamily = family === 'ipv6' || target.privateIpv4s.length > 0;
  if (hasFamily && list.check(address, family)) return;
  throw new AwsError(
    400,
    'InvalidParameterValue',
    `Address ${address} does not fall within the subnet's address range`,
  );
}

/** Refuses more addresses than an interface can have, those on their way counted. */
export function checkRoom(world: World, target: NetworkInterface, addresses: readonly string[]): void {
  const [first = ''] = addresses;
  const coming = world.addressMoves.filter(({ networkInterfaceId }) => networkInterfaceId === target.id);
  const there = [...listFor(target, first), ...coming.map(({ address }) => address)];
  const all = new Set([...there.filter((address) => isIPv6(address) === isIPv6(first)), ...addresses]);
  if (all.size <= world.addressesPerInterface) return;
  throw new AwsError(400, 'PrivateIpAddressLimitExceeded', 'Number of private addresses will exceed limit.');
}

/** Sends an address to an interface, where it is listed after `world.addressMoveMs`. */
export function sendTo(world: World, target: NetworkInterface, address: string, now: number): void {
  world.addressMoves.push({ address, networkInterfaceId: target.id, at: now + world.addressMoveMs });
  settleMoves(world, now);
}

/** Takes an address from an interface, or calls it back from its way there. Throws if neither is so. */
export function takeFrom(world: World, shown: NetworkInterface, address: string): void {
  const list = listFor(shown, address);
  const moves = world.addressMoves.filter((one) => !(one.address === address && one.networkInterfaceId === shown.id));
  if (!list.includes(address) && moves.length === world.addressMoves.length) {
    throw new AwsError(400, 'InvalidParameterValue', `The address ${address} is not assigned to interface ${shown.id}`);
  }
  world.addressMoves = moves;
  remove(list, address);
}

/** Lets every move whose time has come arrive, the earliest first; an Elastic IP address goes with its private one. */
export function settleMoves(world: World, now: number): void {
  const due = world.addressMoves.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  if (due.length === 0) return;
  world.addressMoves = world.addressMoves.filter((move) => !due.includes(move));
  for (const { address, networkInterfaceId } of due) {
    const target = world.interfaces.find((candidate) => candidate.id === networkInterfaceId);
    if (target !== undefined) arrive(world, target, address);
  }
}

function arrive(world: World, target: NetworkInterface, address: string): void {
  if (listFor(target, address).includes(address)) return;
  const others = world.interfaces.filter(
    (one) => one.vpcId === target.vpcId && listFor(one, address).includes(address),
  );
  for (const other of others) {
    remove(listFor(other, address), address);
    for (const elastic of world.addresses) {
      if (elastic.networkInterfaceId === other.id && elastic.privateIp === address)
        elastic.networkInterfaceId = target.id;
    }
  }
  listFor(target, address).push(address);
}

function remove(list: string[], address: string): void {
  const index = list.indexOf(address);
  if (index >= 0) list.splice(index, 1);
}
