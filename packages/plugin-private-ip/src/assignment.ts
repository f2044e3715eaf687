import { isIPv6 } from 'node:net';
import { held, holderOf } from '@kirikae/aws';
import { type Run, raceLost } from '@kirikae/core';
import type { Cloud } from './cloud.ts';
import { assigning, unassigning } from './ec2-calls.ts';
import { isRefused } from './errors.ts';
import { refuseOutside, whyRefused } from './refusal.ts';
import type { Place } from './status.ts';
import { startMoving, stopMoving, whereIs } from './whereabouts.ts';

/** Brings the address to this node's interface: one write, of IPv6 that another interface has two. `version` is what a look will show then. */
export async function assign(cloud: Cloud, run: Run, seen: Place, version: string): Promise<void> {
  const { ec2, resolved } = cloud;
  const { address, networkInterfaceId, takeover } = resolved;
  const wanted = `take ${address}`;
  if (takeover === 'if-free' && seen.state === 'elsewhere') throw held(wanted, seen);
  if (cloud.overtaken && seen.state === 'elsewhere' && seen.at !== cloud.overtaken.at) throw raceLost(holderOf(seen));
  if (run.dryRun) await refuseOutside(cloud, wanted); // EC2 has no dry run of it, so what can be read is compared
  if (isIPv6(address) && seen.at) {
    await unassign(cloud, run, seen.at); // EC2 reassigns no IPv6 address in place
    cloud.freedFrom = seen.at;
  }
  await ec2.write(run, {
    ...assigning(resolved, takeover === 'always' || seen.at !== undefined),
    wanted,
    summary: `assign ${address} to ${networkInterfaceId}`,
    holder: seen.holder?.id,
    made: () => {
      startMoving(cloud);
      return { version, detail: `${address} at ${networkInterfaceId}` };
    },
    refused: async (error) => {
      throw await whyRefused(cloud, run, seen, wanted, error);
    },
  });
}

/** Takes the address from an interface. Only from that one: it cannot hit who has it by then. */
export async function unassign(cloud: Cloud, run: Run, from: string): Promise<void> {
  const { ec2, resolved } = cloud;
  stopMoving(cloud);
  await ec2.write(run, {
    ...unassigning(resolved, from),
    wanted: `release ${resolved.address}`,
    summary: `unassign ${resolved.address} from ${from}`,
    // gone already, maybe: what EC2 says then is not documented, so it is looked at, and a refusal with another cause stays one
    refused: async (error) => {
      if (!isRefused(error) || (await whereIs(cloud, run)).at === from) throw error;
      return { gone: true };
    },
  });
}
