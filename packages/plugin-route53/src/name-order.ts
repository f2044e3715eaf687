import { normalName, plainName } from './name.ts';

/*
 * The order in which Route 53 lists names: by labels from the last to the first, each name with the dot at its end. Stand-ins leave that dot
 * out; where letters are escaped the order is not known.
 */

/** A name as it is compared. */
const reversed = (name: string): string => plainName(normalName(name)).split('.').reverse().join('.');

/** Which of two names is listed first, as far as known. */
export const byListing = (a: string, b: string): number => (`${reversed(a)}.` < `${reversed(b)}.` ? -1 : 1);

/** True for a name that is listed before another for certain. */
export function isBefore(name: string, other: string): boolean {
  if (`${name}${other}`.includes('\\')) return false;
  const [a, b] = [reversed(name), reversed(other)];
  return a < b && `${a}.` < `${b}.`;
}
