import { setTimeout } from 'node:timers/promises';
import type { Host } from '@kirikae/core';
import type { Config } from '../file/config.ts';
import { type Listed, listed } from '../file/listing.ts';
import { membersByFile } from '../group/from-file.ts';
import type { Share } from '../group/member.ts';
import type { Registry } from '../group/registry.ts';
import { shareOf } from '../group/share.ts';
import { bootId } from '../machine/boot.ts';
import type { Warning } from '../report/report.ts';
import { activatedBy } from '../state/completed.ts';
import type { StateDirectory } from '../state/directory.ts';
import { groupsIn } from '../state/group-file.ts';
import { readState } from '../state/record.ts';
import { targetsOf } from './entries.ts';
import type { Session } from './session.ts';

/** A resource whose target another group has as well: the group, and what the resource is called there. */
interface Common {
  readonly share: Share;
  readonly group: string;
  readonly other: string;
  readonly target: string;
}

/** What two groups have in common, as a warning. */
export function warningOf({ share, group, other, target }: Common, so: string): Warning {
  const message = `${share.name} moves ${target}, and so does ${other} of the group ${group}: ${so}`;
  return { code: 'GROUPS_SHARE', message };
}

/** How long, in ms, anybody waits for what other groups move: it only makes a warning, and the check of the file tells all of it. */
const PATIENCE = 200;

/**
 * What other groups of the file move as well on this node, as far as it is found out in a moment. What is wrong with another group is
 * none of this group's.
 */
export async function sharedByFile(
  config: Config,
  shares: readonly Share[],
  { group: own, registry, host }: { readonly group: string; readonly registry: Registry; readonly host: Host },
): Promise<Common[]> {
  const types = new Set(shares.map(({ type }) => type));
  const found: Common[] = [];
  const over = setTimeout(PATIENCE, undefined, { ref: false });
  for (const [group, body] of Object.entries(config.content.groups)) {
    const items = listed(group, body, body.strategy).filter(({ fields }) => group !== own && types.has(fields.type));
    if (items.length === 0) continue;
    const common = sharesOfGroup(config, items, registry, host).then((others) =>
      others.flatMap((each) => commonTo(shares, group, each)),
    );
    const told = await Promise.race([common.catch(() => []), over]);
    if (!told) break;
    found.push(...told);
  }
  return found;
}

/** What can be found out of a group's resources. */
async function sharesOfGroup(
  config: Config,
  items: readonly Listed[],
  registry: Registry,
  host: Host,
): Promise<Share[]> {
  const members = await membersByFile(config, items, registry);
  const shares = await Promise.allSettled(members.map((member) => shareOf(config, member, host)));
  return shares.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

const commonTo = (shares: readonly Share[], group: string, { name, definition, resolved }: Share): Common[] =>
  common(shares, group, name, definition.targets(resolved));

/**
 * What the state records of other groups say is here for them, of what these shares move. A group that the file does not have any more
 * is none: it may have been renamed.
 */
export async function heldByOthers(
  { directory, options: { group: own, registry } }: Session,
  shares: readonly Share[],
  config: Config | undefined,
): Promise<Common[]> {
  const isOther = (group: string) => group !== own && (!config || Object.hasOwn(config.content.groups, group));
  const others = (await groupsOf(directory)).filter(isOther);
  const boot = others.length > 0 ? await bootId() : '';
  const found = others.map(async (group) => {
    const { completed, resources } = await readState(directory, group);
    const held = Object.entries(resources).filter(
      ([, { version, pending }]) => pending !== null || (version !== null && activatedBy(completed, boot)),
    );
    const named = held.map(async ([name, entry]) =>
      common(shares, group, name, (await targetsOf(entry, registry)) ?? []),
    );
    return (await Promise.all(named)).flat();
  });
  return (await Promise.all(found)).flat();
}

const groupsOf = async (directory: StateDirectory): Promise<string[]> =>
  (await directory.use('state record', () => groupsIn(directory.path('.')))) ?? [];

function common(shares: readonly Share[], group: string, other: string, targets: readonly string[]): Common[] {
  return shares.flatMap((share) => {
    const target = share.definition.targets(share.resolved).find((each) => targets.includes(each));
    return target === undefined ? [] : [{ share, group, other, target }];
  });
}
