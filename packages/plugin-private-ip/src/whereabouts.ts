import { isIPv6 } from 'node:net';
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { FILTER_VALUES, lookAt } from '@kirikae/aws';
import type { Run } from '@kirikae/core';
import { lists, wrongListing, wrongOwn } from './answer.ts';
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

const ACTION = 'ec2:DescribeNetworkInterfaces';
/** What must be known of this node's interface to ask where the address is. */
export async function ownInterface(cloud: Cloud, run: Pick<Run, 'read'>): Promise<OwnInterface> {
  const { networkInterfaceId, vpcId, mac, address } = cloud.resolved;
  if (vpcId !== null && mac !== null) return { vpcId, mac };
  if (cloud.own) return cloud.own;
  const wrong = (told: NetworkInterface[] | undefined) => wrongOwn(told, networkInterfaceId);
  const [found] =
    (await cloud.ec2.read(run, {
      action: ACTION,
      wanted: lookAt([address]),
      call: (client, options) =>
        interfacesLike(
          (command) => client.send(command, options),
          { NetworkInterfaceIds: [networkInterfaceId] },
          wrong,
        ),
      wrong,
    })) ?? [];
  if (!found) throw cloud.ec2.absent(lookAt([address]), networkInterfaceId);
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
  const settled = await run.wait('EC2 lists the address at one interface', one, left);
  return statusOf(settled ?? (await listing(cloud, run)), cloud.resolved);
}

/** The interfaces that list the address, asked for with what else of the run is looked for in the same VPC. */
async function listing(cloud: Cloud, run: Run): Promise<NetworkInterface[]> {
  const { address } = cloud.resolved;
  const { vpcId } = await ownInterface(cloud, run);
  const name = isIPv6(address) ? 'ipv6-addresses.ipv6-address' : 'addresses.private-ip-address';
  return cloud.ec2.readMany(run, address, {
    action: ACTION,
    by: `${name} in ${vpcId}`,
    most: FILTER_VALUES,
    wanted: lookAt,
    call: (client, options, addresses) => {
      const Filters = [
        { Name: name, Values: [...addresses] },
        { Name: 'vpc-id', Values: [vpcId] }, // another VPC may have the same address
      ];
      return interfacesLike(
        (command) => client.send(command, options),
        { Filters },
        (told) => wrongListing(told, addresses, vpcId),
      );
    },
    wrong: (told, addresses) => wrongListing(told, addresses, vpcId),
    tell: (told = [], own) => told.filter((each) => lists(each, own)),
  });
}
