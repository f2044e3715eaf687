import { isIPv6 } from 'node:net';
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import type { Run } from '@kirikae/core';
import { wrongListing, wrongOwn } from './answer.ts';
import type { Cloud, OwnInterface } from './cloud.ts';
import { interfacesLike } from './ec2-calls.ts';
import { type Place, statusOf } from './status.ts';

/** How long, in ms, an address may be listed nowhere, or at two interfaces, after a write of this run moved it. */
const MOVING = 10_000;

/** Notes that a write of this run has sent the address on its way. */
export function startMoving(cloud: Cloud): void {
  cloud.movingUntil = performance.now() + MOVING;
}

/** Notes that it is on no way any more. */
export function stopMoving(cloud: Cloud): void {
  cloud.movingUntil = 0;
}

const wantedOf = ({ resolved }: Cloud): string => `look at ${resolved.address}`;

/** What must be known of this node's interface to ask where the address is. */
export async function ownInterface(cloud: Cloud, run: Pick<Run, 'read'>): Promise<OwnInterface> {
  const { networkInterfaceId, vpcId, mac } = cloud.resolved;
  if (vpcId !== null && mac !== null) return { vpcId, mac };
  if (cloud.own) return cloud.own;
  const input = { NetworkInterfaceIds: [networkInterfaceId] };
  const wrong = (told: NetworkInterface[] | undefined) => wrongOwn(told, networkInterfaceId);
  const [found] = await interfacesLike(cloud, run, wantedOf(cloud), input, wrong);
  if (!found) throw cloud.ec2.absent(wantedOf(cloud), networkInterfaceId);
  cloud.own = { vpcId: found.VpcId ?? '', mac: found.MacAddress ?? '' };
  return cloud.own;
}

/** Where the address is. While it moves it is looked for until one interface lists it. */
export async function whereIs(cloud: Cloud, run: Run): Promise<Place> {
  const first = await listing(cloud, run);
  if (first.length === 1 || performance.now() >= cloud.movingUntil) return statusOf(first, cloud.resolved);
  const one = async () => {
    const found = await listing(cloud, run);
    return found.length === 1 ? found : undefined;
  };
  const left = cloud.movingUntil - performance.now();
  const settled = await run.wait('EC2 to list the address at one interface', one, left);
  return statusOf(settled ?? (await listing(cloud, run)), cloud.resolved);
}

/** The interfaces that list the address. */
async function listing(cloud: Cloud, run: Pick<Run, 'read'>): Promise<NetworkInterface[]> {
  const { address } = cloud.resolved;
  const { vpcId } = await ownInterface(cloud, run);
  const name = isIPv6(address) ? 'ipv6-addresses.ipv6-address' : 'addresses.private-ip-address';
  const Filters = [
    { Name: name, Values: [address] },
    { Name: 'vpc-id', Values: [vpcId] }, // another VPC may have the same address
  ];
  return interfacesLike(cloud, run, wantedOf(cloud), { Filters }, (told) => wrongListing(told, address, vpcId));
}
