import type { Host, KirikaeError, Resource, Run, Status } from '@kirikae/core';
import {
  conditionalChanges,
  contentOf,
  isProof,
  newSets,
  releaseChanges,
  releasedOf,
  unconditionalChanges,
} from './difference.ts';
import { isRefusedForGood, route53Error } from './errors.ts';
import { kindOf } from './kind.ts';
import { refuseObstacles } from './obstacle.ts';
import type { Resolved } from './resolved.ts';
import { changeOf, removalOf, statusOf, subjectOf, summaryOf } from './status.ts';
import { waitForSync } from './sync.ts';
import { carries, type Pair, pairOf, setsOf, valuesOf } from './wanted.ts';
import { openZone, type Zone } from './zone.ts';

/*
 * aws/route53: record sets that name this node, changed together.
 *
 *   look      ListResourceRecordSets: all record sets that the run looks for by as few pages as cover them; one alone by one set, from its
 *             name and type on. Of a record with an identifier, all sets of its name. Of a TXT or CNAME alone that is not there, the first
 *             set of its name too. Never the whole zone.
 *   before    where a record is not there: ListResourceRecordSets for the zone's name; for an alias within the zone, its target.
 *   take      ChangeResourceRecordSets, one batch for all records: DELETE of each set exactly as read, CREATE of the new one.
 *             Of weighted sets all that the file names are in it, so that one node has the weight and the others have 0.
 *             The batch fails if anything changed meanwhile, so its success is the proof, and a late request of a dead node cannot win.
 *   release   DELETE of what is still exactly ours (only with onDeactivate: release).
 *   wait      GetChange until INSYNC, bounded. Still PENDING is 23: the change is accepted and will come.
 *
 * The trap: an UPSERT replaces a whole set, health check and all, and two nodes can both succeed with it. It is used only where the zone
 * is exactly as it was read and yet refuses the batch (some stand-ins do), and is then read back.
 */

/** A look, with the record sets as they were read. */
interface Seen extends Status {
  readonly pairs: readonly Pair[];
}

/** One resource's record sets in their zone. */
interface Records {
  readonly zone: Zone;
  readonly resolved: Resolved;
  /** True once this run could write the sets only without compare-and-set: a look says so. */
  overwritten: boolean;
}

/** The resource for what `resolve` gave. */
export function create(resolved: Resolved, host: Host): Resource<Seen> {
  const records: Records = { zone: openZone(resolved, host), resolved, overwritten: false };
  return {
    status: (run) => look(records, run),
    activate: (run, seen) => take(records, run, seen),
    deactivate: (run, seen) => letGo(records, run, seen),
    settle: (run) => waitForSync(records.zone, resolved, run),
  };
}

async function look({ zone, resolved: { records, instanceId }, overwritten }: Records, run: Run): Promise<Seen> {
  const pairs = await Promise.all(records.map(async (wanted) => pairOf(wanted, await zone.find(run, wanted))));
  const status = statusOf(pairs, instanceId);
  return { ...status, detail: overwritten ? `${status.detail} (by UPSERT)` : status.detail, pairs };
}

async function take(records: Records, run: Run, seen: Seen): Promise<void> {
  const { zone, resolved } = records;
  await refuseObstacles(zone, resolved, run, seen.pairs);
  const first = await replace(records, run, seen);
  if (!first) return;
  if (isRefusedForGood(first)) throw first;
  const now = await look(records, run);
  if (now.state === 'active' && !now.drift) return; // our own batch, whose answer was lost
  await refuseObstacles(zone, resolved, run, now.pairs);
  const refused =
    now.version === seen.version ? await overwrite(records, run, now) : await replaceAgain(records, run, seen, now);
  if (refused) throw refused;
}

const replace = ({ zone }: Records, run: Run, { pairs }: Seen): Promise<KirikaeError | undefined> =>
  zone.change(run, conditionalChanges(pairs), taking(pairs), { ...made(pairs), proof: isProof(pairs) });

/** The zone is as it was read, so no one raced us: the refusal is about how the set was written down. */
function overwrite(records: Records, run: Run, { pairs }: Seen): Promise<KirikaeError | undefined> {
  records.overwritten = true;
  const { wanted, summary } = taking(pairs);
  const words = { wanted, summary: `${summary} (whatever is there, by UPSERT)` };
  return records.zone.change(run, unconditionalChanges(pairs), words, { version: made(pairs).version });
}

/** Somebody changed the sets since they were read: fields beside the holder are carried over, and what was released is taken, once; a new holder has won. */
async function replaceAgain(records: Records, run: Run, seen: Seen, now: Seen): Promise<KirikaeError | undefined> {
  const isFree = now.state !== 'elsewhere' || holders(now) === holders(seen);
  if (isFree && !(await replace(records, run, now))) return undefined;
  return route53Error('ROUTE53_RACE_LOST', `take ${subjectOf(now.pairs)}`, { detail: now.detail });
}

/** Who has the sets: values and targets, of weighted sets those that have a weight. */
const holders = ({ pairs }: Seen): string =>
  JSON.stringify(
    pairs
      .map((pair) => setsOf(pair).flatMap((set) => (set && carries(set) ? [set] : [])))
      .map((sets) => sets.map((set) => [set.SetIdentifier, set.AliasTarget?.DNSName, ...valuesOf(set).sort()])),
  );

async function letGo(records: Records, run: Run, seen: Seen): Promise<void> {
  const { zone } = records;
  const words = { wanted: `release ${subjectOf(seen.pairs)}`, summary: removalOf(releasedOf(seen.pairs)) };
  const refused = await zone.change(run, releaseChanges(seen.pairs), words, {});
  if (!refused) return;
  const now = await look(records, run);
  const changes = releaseChanges(now.pairs);
  if (changes.length === 0) return; // taken by another node meanwhile: no longer ours to delete
  const again = now.version === seen.version ? refused : await zone.change(run, changes, words, {});
  if (again) throw again;
}

/** What a batch makes of the pairs. */
function made(pairs: readonly Pair[]): { version: string; detail: string } {
  const sets = pairs.flatMap((pair) => (kindOf(pair) === 'ours' ? setsOf(pair) : newSets(pair)));
  return { version: contentOf(sets), detail: summaryOf(pairs) };
}

/** What a take-over is for, and what it does. */
const taking = (pairs: readonly Pair[]) => ({
  wanted: `take ${subjectOf(pairs)}`,
  summary: changeOf(pairs.filter((pair) => kindOf(pair) !== 'ours')),
});
