import { domainToASCII } from 'node:url';
import { octetsOf } from './octets.ts';

/*
 * What Route 53 takes for a name (Developer Guide, "DNS domain name format"): labels of at most 63 octets with dots between them, all
 * printable ASCII characters in them, any other octet as \ooo; 255 octets in all, counted as DNS does: one more for each label and one at
 * the end.
 */

/** Why a name is none, and what to do. */
interface NameProblem {
  readonly reason: string;
  readonly remedy: string;
}

const LONGEST = { label: 63, name: 255 };

/** What is wrong with the name of a record; undefined if nothing is. Whether it lies in its zone only the zone can tell. */
export function recordNameProblem(name: string): NameProblem | undefined {
  const wrong = nameProblem(name);
  if (wrong) return wrong;
  const [first = '', ...rest] = name.split('.');
  if (rest.length === 0)
    return {
      reason: `must be a whole name, not one label (${name})`,
      remedy: `write it whole, as ${name}.example.com`,
    };
  const star = octetsOf(first).includes('*') && octetsOf(first).length > 1;
  return star
    ? { reason: 'must have the whole first label in place of *', remedy: 'write *. and the rest' }
    : undefined;
}

/** What is wrong with a domain name; undefined if nothing is. */
export function nameProblem(name: string): NameProblem | undefined {
  return signProblem(name) ?? sizeProblem(name.replace(/\.$/, '').split('.'));
}

function signProblem(name: string): NameProblem | undefined {
  if (/[^\0-\x7f]/.test(name)) {
    const ascii = domainToASCII(name);
    const remedy = ascii ? `write ${ascii}, which is the same in Punycode` : 'write it in Punycode (xn--...)';
    return { reason: 'must be ASCII', remedy };
  }
  if (/[^!-~]/.test(name))
    return { reason: 'must be a domain name, without spaces', remedy: 'remove them, or write \\040 for a space' };
  if (/\\(?![0-3][0-7]{2})/.test(name))
    return { reason: 'must have three octal digits after each \\', remedy: 'write \\134 for a \\ itself' };
  return undefined;
}

function sizeProblem(labels: readonly string[]): NameProblem | undefined {
  const sizes = labels.map((label) => octetsOf(label).length);
  const longest = Math.max(...sizes);
  if (sizes.includes(0))
    return { reason: 'must be a domain name: it has an empty label', remedy: 'write one dot between labels' };
  if (longest > LONGEST.label)
    return {
      reason: `must have labels of at most ${LONGEST.label} octets, not ${longest}`,
      remedy: `shorten ${labels[sizes.indexOf(longest)]}`,
    };
  const all = sizes.reduce((sum, size) => sum + size + 1, 1);
  if (all <= LONGEST.name) return undefined;
  return { reason: `must be at most ${LONGEST.name} octets as DNS counts them, not ${all}`, remedy: 'shorten it' };
}
