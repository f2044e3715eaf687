import { type Run, raceLost } from '@kirikae/core';
import type { Cloud } from './cloud.ts';
import type { Place } from './status.ts';
import { whereIs } from './whereabouts.ts';

/** How long, in ms, a third holder has to turn out to be a stale read. */
const CONFIRMING = 1_500;

/** After an answered write: looks until EC2 lists the address here, so that this machine never carries what it has not got. */
export async function arrival(cloud: Cloud, run: Run, before: Place): Promise<void> {
  let third = Number.POSITIVE_INFINITY; // since when another has it who had not had it before
  await run.wait('EC2 lists the address here', async () => {
    const found = await whereIs(cloud, run);
    if (found.here) return true;
    if (found.at === before.at) third = Number.POSITIVE_INFINITY;
    else third = Math.min(third, performance.now());
    if (performance.now() - third > CONFIRMING) throw raceLost(found.holder?.id ?? `nobody (${found.detail})`);
    return undefined;
  });
}
