import type { KirikaeError } from '@kirikae/core';
import { wholePolicy } from '@kirikae/core/machinery';
import { engineError } from '../report/errors.ts';
import type { FileMember } from './from-file.ts';
import type { Share } from './member.ts';

/** Two resources of one group must not move one thing, and none may use a value that another one moves. `at`: where each stands. */
export function checkTargets(shares: readonly Share[], at: (index: number) => string): void {
  const movers = new Map<string, string>();
  for (const [index, { name, definition, resolved }] of shares.entries())
    for (const target of definition.targets(resolved)) {
      const first = movers.get(target);
      if (first !== undefined) throw engineError('TARGET_TWICE', '', { at: at(index), first, second: name, target });
      movers.set(target, name);
    }
  for (const [index, { name, definition, resolved }] of shares.entries())
    for (const target of wholePolicy(definition).assumes(resolved)) {
      const first = movers.get(target);
      if (first !== undefined) throw engineError('TARGET_ASSUMED', '', { at: at(index), first, second: name, target });
    }
}

/** A group with what is in use in it, as far as it could be found out what that comes to on this node. */
export interface InUse {
  readonly group: string;
  readonly members: readonly FileMember[];
  readonly shares: readonly Share[];
}

/** What two groups would both move: each would take it from the other. */
export function sharedTargets(groups: readonly InUse[], at: (member: FileMember) => string): KirikaeError[] {
  const movers = new Map<string, { readonly other: string; readonly first: string }>();
  return groups.flatMap(({ group, members, shares }) =>
    members.flatMap((member) => {
      const { name: second } = member;
      const targets = shares.filter(({ name }) => name === second).flatMap(targetsOf);
      const target = targets.find((each) => (movers.get(each)?.other ?? group) !== group);
      const { first = '', other = '' } = movers.get(target ?? '') ?? {};
      for (const each of targets) if (!movers.has(each)) movers.set(each, { other: group, first: second });
      return target ? [engineError('TARGET_SHARED', '', { at: at(member), second, target, first, other })] : [];
    }),
  );
}

const targetsOf = ({ definition, resolved }: Share): string[] => definition.targets(resolved);
