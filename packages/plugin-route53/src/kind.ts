import { foreignIn } from './foreign.ts';
import { carries, type Pair, says } from './wanted.ts';

/*
 *   found                                    is           activation writes         release writes
 *   nothing                                  missing      CREATE                    nothing
 *   our values, our TTL                      ours         nothing                   DELETE as read
 *   our values, another TTL                  drifted      DELETE as read, CREATE    DELETE as read
 *   other values                             another's    DELETE as read, CREATE    nothing
 *   what the file does not describe          foreign      nothing, ever             nothing, ever
 *
 * of weighted sets, of which none is ever released:
 *   a weight on another node's set           another's    DELETE of all that the file names as read, CREATE of all
 *   a weight of 0 on ours and on all others  idle         the same
 */
type Kind = 'missing' | 'ours' | 'drifted' | 'another' | 'idle' | 'foreign';

/** What a pair is; see the table above. */
export function kindOf(pair: Pair): Kind {
  const { wanted, found, siblings } = pair;
  if (foreignIn(pair)) return 'foreign';
  if (siblings.some(carries)) return 'another';
  if (!found) return 'missing';
  if (wanted.weight && !carries(found)) return 'idle';
  if (!says(found, wanted)) return 'another';
  return driftOf(pair) === undefined ? 'ours' : 'drifted';
}

/** True if this node holds it. */
export const isOurs = (pair: Pair): boolean => kindOf(pair) === 'ours' || kindOf(pair) === 'drifted';

/** What differs in the set beside its values: "TTL 300, wanted 30"; undefined if nothing does. */
export function driftOf(pair: Pair): string | undefined {
  const { wanted, found } = pair;
  const { weight, healthCheckId, alias } = wanted;
  const compared = [
    ['TTL', found?.TTL, ttlOf(pair)],
    ['weight', found?.Weight, weight],
    ['health check', found?.HealthCheckId, healthCheckId ?? found?.HealthCheckId],
    ['evaluateTargetHealth', found?.AliasTarget?.EvaluateTargetHealth, alias?.evaluateTargetHealth],
  ] as const;
  const [what, is, wants] = compared.find(([, is, wants]) => is !== wants) ?? [];
  return what && `${what} ${is ?? 'none'}, wanted ${wants}`;
}

/** The TTL of the new set. Weighted sets of one name must have the same: that of a stranger, which is never touched, stands. */
export function ttlOf({ wanted: { weight, ttl }, strangers }: Pair): number | undefined {
  if (ttl === undefined || weight === undefined) return ttl;
  return strangers.find(({ TTL }) => TTL !== undefined)?.TTL ?? ttl;
}
