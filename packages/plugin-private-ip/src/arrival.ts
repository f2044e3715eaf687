import type { Run } from '@kirikae/core';
import { coreError, paced, sleep } from '@kirikae/core/machinery';
import type { Place, Whereabouts } from './whereabouts.ts';

/** How long, in ms, a third holder has to turn out to be a stale read. */
const CONFIRMING = 1_500;

/** After an answered write: looks until EC2 lists the address here, so that this machine never carries what it has not got. */
export async function arrival(where: Whereabouts, run: Run, before: Place): Promise<void> {
  for (let n = 0; ; n++) {
    const found = await where.look(run);
    if (found.here) return;
    if (isThird(found, before)) await confirm(where, run, before);
    await sleep(paced(n, 100, 2_000), run.signal);
  }
}

async function confirm(where: Whereabouts, run: Run, before: Place): Promise<void> {
  await sleep(CONFIRMING, run.signal);
  const found = await where.look(run);
  if (!found.here && isThird(found, before))
    throw coreError('RACE_LOST', '', { holder: found.holder?.id ?? `nobody (${found.detail})` });
}

const isThird = (found: Place, before: Place): boolean => found.at !== before.at;
