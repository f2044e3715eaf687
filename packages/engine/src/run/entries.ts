import { recorded, type Share } from '../group/member.ts';
import { type Registry, recordedType } from '../group/registry.ts';
import type { Recorded, StateRecord } from '../state/record.ts';

type Entries = StateRecord['resources'];

/** A share to record: with the version that it was left in, if that is known, and the run that has yet to write it, if that is so. */
interface Noted {
  readonly share: Share;
  readonly version?: string | null;
  readonly pending?: string;
}

/**
 * The entries of a record with those of shares. What was recorded under the same name and is another thing (the file names another
 * address now) is kept beside the new one, until it is let go of; what was recorded of the same thing is replaced.
 */
export async function withShares(former: Entries, noted: readonly Noted[], registry: Registry): Promise<Entries> {
  const entries = new Map(Object.entries(former));
  for (const { share, version, pending } of noted) {
    const targets = new Set(share.definition.targets(share.resolved));
    const isSame = async (entry: Recorded) => (await targetsOf(entry, registry))?.every((each) => targets.has(each));
    const before = entries.get(share.name);
    const same = before !== undefined && (await isSame(before));
    if (before && !same) entries.set(freeName(share.name, entries), before);
    for (const [name, entry] of entries) if (isBeside(name, share.name) && (await isSame(entry))) entries.delete(name);
    const known = same ? { version: before.version, pending: before.pending } : { version: null, pending };
    entries.set(share.name, recorded(share, version ?? known.version, version == null ? known.pending : null));
  }
  return Object.fromEntries(entries);
}

/** The name of an entry beside that of NAME: no resource of a file can have it. */
const isBeside = (entry: string, name: string): boolean => entry.startsWith(`${name}~`);

function freeName(name: string, entries: ReadonlyMap<string, unknown>): string {
  for (let n = 1; ; n++) if (!entries.has(`${name}~${n}`)) return `${name}~${n}`;
}

/** What a recorded resource moves; undefined if its type cannot tell any more. */
export async function targetsOf(entry: Recorded, registry: Registry): Promise<string[] | undefined> {
  try {
    return (await recordedType(entry, registry)).targets(entry.resolved);
  } catch {
    return undefined; // its type is gone: whatever it was, it is kept
  }
}
