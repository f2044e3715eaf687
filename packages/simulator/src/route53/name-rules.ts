import { octetsIn } from './octets.ts';

/**
 * What is wrong with a domain name as it is given, in Route 53's words (seen in field reports, but for DomainNameTooLong). 255 octets in
 * all as DNS counts them: one more for each label, and one at the end.
 */
export function refusedName(name: string): string | undefined {
  if (name === '') return fatal('DomainNameEmpty (Domain name is empty)', name);
  const unsupported = /[^!-~]|\\(?![0-3][0-7]{2})/.exec(name)?.[0];
  if (unsupported !== undefined)
    return fatal('UnsupportedCharacter (Value contains unsupported characters)', unsupported);
  const labels = name.replace(/\.$/, '').split('.');
  if (labels.includes('')) return fatal('DomainLabelEmpty (Domain label is empty)', name);
  const long = labels.find((label) => octetsIn(label).length > 63);
  if (long !== undefined) return fatal('DomainLabelTooLong (Domain label is too long)', long);
  const all = labels.reduce((sum, label) => sum + octetsIn(label).length + 1, 1);
  return all > 255 ? fatal('DomainNameTooLong (Domain name is too long)', name) : undefined;
}

/** As for any name; besides, a `*` in the first label must be all of it. */
export function refusedRecordName(name: string): string | undefined {
  const first = octetsIn(name.split('.')[0] ?? '');
  const isPart = first.includes(0x2a) && first.length > 1;
  return (
    refusedName(name) ??
    (isPart ? fatal('UnsupportedCharacter (Value contains unsupported characters)', '*') : undefined)
  );
}

const fatal = (problem: string, value: string): string => `FATAL problem: ${problem} encountered with '${value}'`;
