import { isIPv4, isIPv6 } from 'node:net';
import type { RecordSet } from './zone.ts';

interface ValueRule {
  problem: string;
  isValid(value: string): boolean;
}

/** The types whose values are checked, with Route 53's words for what is wrong; other types are taken as they are. */
const rules: Record<string, ValueRule> = {
  A: { problem: 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)', isValid: isIPv4 },
  AAAA: { problem: 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)', isValid: isIPv6 },
  CNAME: {
    problem: 'DomainLabelEmpty (Domain label is empty)',
    isValid: (value) => /^([^.\s]{1,63}\.)*[^.\s]{1,63}\.?$/.test(value),
  },
  TXT: {
    problem: 'InvalidCharacterString (Value should be enclosed in quotation marks)',
    isValid: (value) => /^"([^"\\]|\\.)*"(\s+"([^"\\]|\\.)*")*$/.test(value),
  },
};

const types = [
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'DS',
  'HTTPS',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
];

/** What is wrong with the type and the values of a record set, in Route 53's words. */
export function valueProblems(checked: RecordSet): string[] {
  if (!types.includes(checked.type)) return [`Invalid resource type: '${checked.type}'`];
  return [...duplicates(checked), ...tooMany(checked), ...illegal(checked)];
}

function illegal({ type, values }: RecordSet): string[] {
  const rule = rules[type];
  if (rule === undefined) return [];
  return values
    .filter((value) => !rule.isValid(value))
    .map((value) => `Invalid Resource Record: 'FATAL problem: ${rule.problem} encountered with '${value}''`);
}

function duplicates({ values }: RecordSet): string[] {
  return values
    .filter((value, index) => values.indexOf(value) < index)
    .map((value) => `Duplicate Resource Record: '${value}'`);
}

function tooMany({ name, type, values }: RecordSet): string[] {
  if (type !== 'CNAME' || values.length <= 1) return [];
  return [`RRSet with DNS name ${name}, type CNAME has more than one resource record`];
}
