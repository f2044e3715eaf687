import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { policyOf } from './policy.ts';
import type { Pair, Wanted } from './wanted.ts';

/** A set that is somebody's work, and what to call it. */
interface Foreign {
  readonly set: ResourceRecordSet;
  readonly what: string;
}

/** The set, if there is one, that the file does not describe and that stands in the way of what it describes: never replaced. */
export function foreignIn({ wanted, found, siblings, strangers }: Pair): Foreign | undefined {
  const named = found && isOther(found, wanted) ? found : siblings.find((set) => policyOf(set) !== 'weighted');
  const set = named ?? strangers.find((each) => isInTheWay(each, wanted));
  return set && { set, what: whatIs(set, wanted) };
}

/** True if the set in the place of the wanted one is of another kind. Other values alone make it another node's. */
const isOther = (set: ResourceRecordSet, { type, alias, setIdentifier, failover, weight }: Wanted): boolean =>
  set.Type !== type ||
  set.SetIdentifier !== setIdentifier ||
  set.Failover !== failover ||
  (set.Weight === undefined) !== (weight === undefined) ||
  !set.AliasTarget !== !alias;

/** True if Route 53 allows no such set beside the wanted one. */
const isInTheWay = (set: ResourceRecordSet, { type, failover }: Wanted): boolean =>
  set.Type !== type ||
  policyOf(set) !== (failover === undefined ? 'weighted' : 'failover') ||
  (failover !== undefined && set.Failover === failover);

function whatIs(set: ResourceRecordSet, { type, alias, setIdentifier }: Wanted): string {
  const { Type, SetIdentifier, AliasTarget } = set;
  const named = SetIdentifier === undefined ? '' : ` with the identifier ${SetIdentifier}`;
  if (AliasTarget && !alias) return `an alias${setIdentifier === undefined ? '' : named}`;
  if (Type !== type) return type === 'CNAME' ? `${typeOf(set)}, beside which DNS allows no CNAME,` : typeOf(set);
  if (SetIdentifier === undefined) return setIdentifier === undefined ? 'a set of values' : 'a simple set';
  if (setIdentifier === undefined) return `a set${named} (${kindIn(set)})`;
  if (alias && !AliasTarget && SetIdentifier === setIdentifier) return `a set of values${named}`;
  return `a ${kindIn(set)} set${named}`;
}

const kindIn = (set: ResourceRecordSet): string => set.Failover ?? policyOf(set);

/** The type of a set with its article: "an A". */
export const typeOf = ({ Type }: ResourceRecordSet): string => `${/^[AHMNS]/.test(`${Type}`) ? 'an' : 'a'} ${Type}`;
