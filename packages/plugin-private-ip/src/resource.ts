import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { EC2Client } from '@aws-sdk/client-ec2';
import { metadataOf, requestsTo } from '@kirikae/aws';
import type { Host, Resource, Run } from '@kirikae/core';
import { normalise } from './address.ts';
import { arrival } from './arrival.ts';
import { assign, unassign } from './assignment.ts';
import type { Cloud } from './cloud.ts';
import { ipCommand, withSystemFolders } from './ip-command.ts';
import { addToDevice, findOnDevice, type OsAddress, removeFromDevice } from './os-address.ts';
import type { Resolved } from './resolved.ts';
import { both, type Seen } from './status.ts';
import { ownInterface, whereIs } from './whereabouts.ts';

/*
 * aws/private-ip: a secondary private address, IPv4 or IPv6, at an interface of this node.
 *
 *   look      DescribeNetworkInterfaces, filtered by address and VPC. At no interface is "inactive"; a primary address is an error.
 *   take      AssignPrivateIpAddresses with AllowReassignment: it moves in one call. AssignIpv6Addresses cannot move, so what another
 *             interface has is first taken from there, by UnassignIpv6Addresses.
 *   release   UnassignPrivateIpAddresses or UnassignIpv6Addresses, from this node's interface: it can never hit the next holder.
 *
 *   system    With configureOs `ip addr add` after EC2 lists it here, and `ip addr del` before it is released, both looked at again.
 *
 * The trap: the answer comes before the address is listed, and there is no id of an assignment. The interface tells whose it is;
 * an address that went to another node and came back looks as if it had never moved.
 */

/** One address in both places; `os` with `configureOs` alone. */
interface PrivateIp {
  readonly cloud: Cloud;
  readonly os: OsAddress | undefined;
}

/** The resource for what `resolve` gave. */
export function create(resolved: Resolved, host: Host): Resource<Seen> {
  const cloud: Cloud = { resolved, host, ec2: requestsTo('ec2', EC2Client, resolved, host), movingUntil: 0 };
  const ip: PrivateIp = { cloud, os: resolved.configureOs ? osAddress(cloud) : undefined };
  return {
    status: (run) => look(ip, run),
    activate: (run, seen) => take(ip, run, seen),
    deactivate: (run, seen) => letGo(ip, run, seen),
    seenLocally: (run) => isListed(ip, run),
    inspect: async (_run, seen) => systemCheck(ip, seen),
  };
}

function osAddress(cloud: Cloud): OsAddress {
  const { resolved, host } = cloud;
  const path = host.env['PATH'] ?? process.env['PATH'] ?? '';
  return { resolved, own: (run) => ownInterface(cloud, run), ip: ipCommand(withSystemFolders(path)) };
}

async function look({ cloud, os }: PrivateIp, run: Run): Promise<Seen> {
  const [place, found] = await Promise.all([whereIs(cloud, run), os && findOnDevice(os, run)]);
  return found ? both(place, found, cloud.resolved.address) : { ...place, os: undefined };
}

async function take({ cloud, os }: PrivateIp, run: Run, seen: Seen): Promise<void> {
  const { networkInterfaceId } = cloud.resolved;
  const carried = seen.os && seen.os.carried.length > 0;
  if (!seen.here) {
    await assign(cloud, run, seen, carried ? `${networkInterfaceId} ${seen.os?.device}` : networkInterfaceId);
    if (os) await arrival(cloud, run, seen);
  }
  if (os && seen.os && !carried) await addToDevice(os, run, seen.os, `${networkInterfaceId} ${seen.os.device}`);
}

async function letGo({ cloud, os }: PrivateIp, run: Run, seen: Seen): Promise<void> {
  if (os && seen.os && seen.os.carried.length > 0) await removeFromDevice(os, run, seen.os);
  if (seen.own && seen.at) await unassign(cloud, run, seen.at);
}

/** True if the metadata service lists the address at the interface, and this machine carries it where it shall. */
async function isListed({ cloud, os }: PrivateIp, run: Run): Promise<boolean> {
  const { mac, address } = cloud.resolved;
  if (mac === null) return false;
  const list = isIPv6(address) ? 'ipv6s' : 'local-ipv4s';
  const listed = await metadataOf(cloud.host).peek(`meta-data/network/interfaces/macs/${mac}/${list}`);
  const isHere = (listed ?? '').split('\n').some((line) => normalise(line.trim()) === address);
  return isHere && (!os || (await findOnDevice(os, run)).carried.length > 0);
}

/** Whether this machine carries what EC2 sends it, where kirikae does not see to that. */
function systemCheck({ cloud, os }: PrivateIp, { here }: Seen): string | undefined {
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  if (os || !here || own.some((each) => normalise(each.address) === cloud.resolved.address)) return undefined;
  return `${cloud.resolved.address} is not on this machine's interface: add it there, or set configureOs: true`;
}
