import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { metadataOf } from '@kirikae/aws';
import type { Host, Resource } from '@kirikae/core';
import { normalise } from './address.ts';
import { arrival } from './arrival.ts';
import { type Cloud, letGo, take } from './assignment.ts';
import { ec2Calls } from './ec2-calls.ts';
import { ipCommand, withSystemFolders } from './ip-command.ts';
import { type OsPlace, osAddress } from './os-address.ts';
import type { Resolved } from './resolved.ts';
import { type Place, whereaboutsOf } from './whereabouts.ts';

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

/** A look at both: what EC2 says, and with `configureOs` what this machine carries. */
interface Seen extends Place {
  readonly os: OsPlace | undefined;
}

/** The resource for what `resolve` gave. */
export function create(resolved: Resolved, host: Host): Resource<Seen> {
  const { address, mac, configureOs, networkInterfaceId } = resolved;
  const ec2 = ec2Calls(resolved, host);
  const where = whereaboutsOf(resolved, ec2);
  const cloud: Cloud = { resolved, host, ec2, where };
  const path = host.env['PATH'] ?? process.env['PATH'] ?? '';
  const os = configureOs ? osAddress(resolved, where.own, ipCommand(withSystemFolders(path))) : undefined;
  const list = isIPv6(address) ? 'ipv6s' : 'local-ipv4s';

  return {
    async status(run) {
      const [place, found] = await Promise.all([where.look(run), os?.find(run)]);
      return found ? both(place, found, address) : { ...place, os: undefined };
    },

    async activate(run, seen) {
      if (!seen.here) {
        const carried = seen.os && seen.os.carried.length > 0;
        const sent = await take(
          cloud,
          run,
          seen,
          carried ? `${networkInterfaceId} ${seen.os?.device}` : networkInterfaceId,
        );
        if (os && sent) await arrival(where, run, seen);
      }
      if (os && seen.os?.carried.length === 0) await os.add(run, seen.os, `${networkInterfaceId} ${seen.os.device}`);
    },

    async deactivate(run, seen) {
      if (os && seen.os && seen.os.carried.length > 0) await os.remove(run, seen.os);
      if (seen.own && seen.at) await letGo(cloud, run, seen.at);
    },

    async witness(run) {
      if (mac === null) return false;
      const listed = await metadataOf(host).peek(`meta-data/network/interfaces/macs/${mac}/${list}`);
      const isListed = (listed ?? '').split('\n').some((line) => normalise(line.trim()) === address);
      return isListed && (!os || (await os.find(run)).carried.length > 0);
    },

    async inspect(_run, { here }) {
      const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
      if (os || !here || own.some((each) => normalise(each.address) === address)) return undefined;
      return "not on this machine's interface: add it there, or set configureOs: true";
    },
  };
}

/** Active only if EC2 and this machine have it; what either has is there to be let go. */
function both(place: Place, os: OsPlace, address: string): Seen {
  const has = os.carried.length > 0;
  const version = [place.at ?? 'none', ...(has ? [os.device] : [])].join(' ');
  if (place.here && has) return { ...place, os, version, detail: `${place.detail}, on ${os.device}` };
  if (place.here)
    return { ...place, os, version, state: 'inactive', partly: true, detail: `${place.detail}, not on ${os.device}` };
  if (!has) return { ...place, os };
  return {
    ...place,
    os,
    version,
    partly: true,
    detail: `${place.detail}, yet ${address} is on ${os.device} of this machine`,
  };
}
