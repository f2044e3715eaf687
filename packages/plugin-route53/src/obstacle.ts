import type { KirikaeError, Run } from '@kirikae/core';
import { route53Error } from './errors.ts';
import { foreignIn } from './foreign.ts';
import { kindOf } from './kind.ts';
import { outsideOf } from './listing.ts';
import { isNameIn, normalName, plainName } from './name.ts';
import type { Resolved } from './resolved.ts';
import type { Pair } from './wanted.ts';
import type { Zone } from './zone.ts';

/*
 * What Route 53 would refuse, told before anything is sent, so that a dry run tells it too: what the file alone does not show, and a zone
 * does. What is there already was not refused and is not asked about.
 */

/** Throws for what the file does not describe, which is somebody's work and never replaced, and for what cannot be in the zone. */
export async function refuseObstacles(zone: Zone, resolved: Resolved, run: Run, pairs: readonly Pair[]): Promise<void> {
  for (const pair of pairs) {
    const foreign = foreignIn(pair);
    if (foreign) throw route53Error('ROUTE53_FOREIGN', wantedText(pair, resolved), { what: foreign.what });
  }
  for (const pair of pairs.filter((each) => kindOf(each) === 'missing')) {
    const error = await outside(zone, resolved, run, pair);
    if (error) throw error;
  }
  for (const pair of pairs.filter((each) => !['ours', 'drifted'].includes(kindOf(each)))) {
    const error = await withoutTarget(zone, resolved, run, pair);
    if (error) throw error;
  }
}

const wantedText = ({ wanted: { name, type } }: Pair, { hostedZoneId }: Resolved): string =>
  `set ${plainName(name)} ${type} in ${hostedZoneId}`;

async function outside(zone: Zone, resolved: Resolved, run: Run, pair: Pair): Promise<KirikaeError | undefined> {
  const name = await zone.name(run);
  if (name === undefined || isNameIn(pair.wanted.name, name)) return undefined;
  return outsideOf(name, pair.wanted, resolved.hostedZoneId);
}

/** An alias of another record of the zone, which must be there, or come with the same change. Other zones are not ours to read. */
async function withoutTarget(zone: Zone, resolved: Resolved, run: Run, pair: Pair): Promise<KirikaeError | undefined> {
  const { type, alias } = pair.wanted;
  if (!alias || alias.hostedZoneId !== resolved.hostedZoneId) return undefined;
  const name = normalName(alias.dnsName);
  if (resolved.records.some((record) => record.name === name && record.type === type)) return undefined;
  const there = await zone.find(run, { name, type });
  if (there.some((set) => set.Type === type)) return undefined;
  return route53Error('ROUTE53_TARGET', wantedText(pair, resolved), { target: plainName(name), type });
}
