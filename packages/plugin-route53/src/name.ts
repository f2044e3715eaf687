import { escaped, octetsOf } from './octets.ts';

/** A domain name as Route 53 gives it: lower case, a dot at the end, anything but plain characters as `\ooo` (`*` is `\052`). */
export function normalName(name: string): string {
  const labels = name.replace(/\.$/, '').split('.');
  return labels.map((label) => `${escaped(lowered(octetsOf(label)), written)}.`).join('');
}

/** Letters count as lower case also where they are written as `\ooo`. */
const lowered = (octets: Buffer): Buffer => Buffer.from(octets.toString('latin1').replace(/[A-Z]/g, lower), 'latin1');
const lower = (letters: string): string => letters.toLowerCase();

const written = (letter: string): string | undefined => (/[a-z0-9_-]/.test(letter) ? letter : undefined);

/** The same name as people write it. */
export const plainName = (name: string): string =>
  name.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))).replace(/\.$/, '');

/** True for a name, both as `normalName` gives them, that is that of a zone or below it. */
export const isNameIn = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);
