import { conflict, denied, failed, type KirikaeError, unreachable } from '@kirikae/core';

/*
 * What can go wrong with Acme, as errors that say whether trying again may help (`transient`) and whether a write may have taken effect
 * all the same (`ambiguous`): the engine decides by that.
 */

/** No answer, half of one, or one that is not what was agreed: that tells nothing, it may be a proxy's, or cut off. */
export const untold = (wanted: string, what: string, cause: unknown): KirikaeError =>
  unreachable(`cannot ${wanted}, ${what}`, { transient: 'silent', ambiguous: true, cause });

/** An answer that says no. */
export function refusal(wanted: string, method: string, status: number): KirikaeError {
  const told = `cannot ${wanted}, Acme answers ${status}`;
  if (status === 401 || status === 403) return denied(`${told}: it denies http:${method}`);
  if (status === 409) return conflict(`${told}: another has it`);
  if (status === 429) return unreachable(told, { transient: 'throttled' });
  if (status >= 500) return unreachable(told, { transient: 'refused', ambiguous: true });
  return failed(told);
}
