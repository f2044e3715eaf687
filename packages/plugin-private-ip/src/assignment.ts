import { isIPv6 } from 'node:net';
import { awsError, awsName, metadataOf, requestIdOf } from '@kirikae/aws';
import { type Host, type KirikaeError, type Run, raceLost, type Status } from '@kirikae/core';
import { isWithin } from './address.ts';
import type { Ec2Calls } from './ec2-calls.ts';
import { privateIpError } from './errors.ts';
import type { Resolved } from './resolved.ts';
import type { Place, Whereabouts } from './whereabouts.ts';

/** What the writes to EC2 stand on. */
export interface Cloud {
  readonly resolved: Resolved;
  readonly host: Host;
  readonly ec2: Ec2Calls;
  readonly where: Whereabouts;
  /** The interface from which this run took the address to have it free. */
  freedFrom?: string;
  /** Where it was when EC2 refused to assign it, since somebody had just got it. */
  overtaken?: { readonly at: string | undefined };
}

/**
 * Brings the address to this node's interface: one write, of IPv6 that another interface has two. `version` is what a look will show
 * then. False in a dry run.
 */
export async function take(cloud: Cloud, run: Run, seen: Place, version: string): Promise<boolean> {
  const { ec2, where, resolved } = cloud;
  const { address, networkInterfaceId, takeover } = resolved;
  const wanted = `assign ${address} to ${networkInterfaceId}`;
  if (takeover === 'if-free' && seen.state === 'elsewhere') throw held(wanted, seen);
  if (cloud.overtaken && seen.state === 'elsewhere' && seen.at !== cloud.overtaken.at) throw raceLost(holderOf(seen));
  if (isIPv6(address) && seen.at) {
    await letGo(cloud, run, seen.at); // EC2 reassigns no IPv6 address in place
    cloud.freedFrom = seen.at;
  }
  const move = takeover === 'always' || seen.at !== undefined;
  let sent = false;
  await run.write(ec2.assigning, wanted, async (signal) => {
    sent = true;
    const answer = await ec2.assign(signal, wanted, move).catch(async (error: KirikaeError) => {
      throw await whyRefused(cloud, run, seen, wanted, error);
    });
    where.moving(true);
    return { version, detail: `${address} at ${networkInterfaceId}`, ...requestIdOf(answer) };
  });
  return sent;
}

/** Takes the address from an interface. Only from that one: it cannot hit who has it by then. */
export async function letGo(cloud: Cloud, run: Run, from: string): Promise<void> {
  const { ec2, where, resolved } = cloud;
  const wanted = `unassign ${resolved.address} from ${from}`;
  where.moving(false);
  await run.write(ec2.unassigning, wanted, async (signal) => {
    // gone already, maybe: what EC2 says then is not documented, so it is looked at, and a refusal with another cause stays one
    const gone = async (error: KirikaeError) => {
      if (!isRefused(error) || (await where.look(run)).at === from) throw error;
      return undefined;
    };
    const answer = await ec2.unassign(signal, wanted, from).catch(gone);
    return answer ? requestIdOf(answer) : { gone: true };
  });
}

/** The error to report where EC2 refused to assign: its words alone do not tell a lost race from a mistake, so it is looked at. */
async function whyRefused(
  cloud: Cloud,
  run: Run,
  seen: Place,
  wanted: string,
  error: KirikaeError,
): Promise<KirikaeError> {
  if (!isRefused(error)) return error;
  const { address, networkInterfaceId, takeover } = cloud.resolved;
  const subnet = await subnetOutside(cloud, error.message);
  if (subnet)
    return privateIpError(
      'PRIVATE_IP_OUTSIDE',
      wanted,
      { address, subnet, interface: networkInterfaceId },
      { cause: error },
    );
  const { freedFrom } = cloud;
  const found = await cloud.where.look(run);
  const other = found.state === 'elsewhere' && found.at !== (seen.at ?? freedFrom);
  if (other && takeover === 'if-free') return held(wanted, found, error);
  if (other && isIPv6(address)) return raceLost(holderOf(found), error);
  if (freedFrom === undefined) return isInUse(error) ? inUse(cloud, seen, wanted, error) : error;
  return privateIpError('PRIVATE_IP_NOT_YET', wanted, { address, interface: freedFrom }, { cause: error });
}

/** What EC2 says of an address that somebody has; its words for one that is on its way are not documented. */
const isInUse = (error: KirikaeError): boolean =>
  /^(Resource\.AlreadyAssigned|InvalidIPAddress\.InUse)$/.test(awsName(error) ?? '') ||
  /already|in use/i.test(error.message);

/** Another has just got it: with `if-free` that is all; else it is looked at until it is known who. */
function inUse(cloud: Cloud, seen: Place, wanted: string, cause: KirikaeError): KirikaeError {
  const { address, takeover } = cloud.resolved;
  if (takeover === 'if-free') return held(wanted, seen, cause);
  cloud.overtaken ??= { at: seen.at };
  return privateIpError('PRIVATE_IP_IN_USE', wanted, { address }, { cause });
}

const isRefused = ({ code }: KirikaeError): boolean => code === 'AWS_REFUSED';

/** The blocks of the interface's subnet if the address is in none of them; without the metadata service AWS's word is taken. */
async function subnetOutside({ resolved, host }: Cloud, text: string): Promise<string | undefined> {
  const { address, mac } = resolved;
  const blocks = mac === null ? undefined : await subnetBlocks(host, mac, address);
  if (blocks) return isWithin(blocks, address) ? undefined : blocks.split('\n').join(', ');
  return /subnet/i.test(text) ? 'the range' : undefined;
}

async function subnetBlocks(host: Host, mac: string, address: string): Promise<string | undefined> {
  const list = isIPv6(address) ? 'subnet-ipv6-cidr-blocks' : 'subnet-ipv4-cidr-block';
  const told = await metadataOf(host)
    .peek(`meta-data/network/interfaces/macs/${mac}/${list}`)
    .catch(() => undefined); // AWS has refused already; that the reason is told less well hides nothing
  return told && /^[0-9a-f:./\s]+$/i.test(told) ? told : undefined;
}

const holderOf = ({ holder }: Status): string => holder?.id ?? 'another node';

function held(wanted: string, found: Status, cause?: unknown): KirikaeError {
  return awsError('AWS_CONFLICT', wanted, { holder: holderOf(found) }, { cause });
}
