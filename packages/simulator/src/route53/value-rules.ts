import { isIPv4, isIPv6 } from 'node:net';
import { refusedName } from './name-rules.ts';
import { refusedText, stringsOf } from './text-rules.ts';
import type { RecordSet } from './zone.ts';

/** By type, what is wrong with a value, in Route 53's words; values of other types are taken as they are. */
const rules: Record<string, (value: string) => string | undefined> = {
  A: (value) =>
    isIPv4(value) ? undefined : fatal('ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)', value),
  AAAA: (value) =>
    isIPv6(value) && !value.includes('%')
      ? undefined
      : fatal('AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)', value),
  CNAME: refusedName,
  TXT: (value) => {
    const problem = refusedText(value);
    return problem && fatal(problem, value);
  },
};

const fatal = (problem: string, value: string): string => `FATAL problem: ${problem} encountered with '${value}'`;

/** A value in the form in which equal ones are equal. */
const equals: Record<string, (value: string) => string> = {
  AAAA: (value) => new URL(`http://[${value}]`).hostname,
  TXT: (value) => JSON.stringify(stringsOf(value)),
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
  const wrong = [...tooMany(checked), ...illegal(checked)];
  return wrong.length > 0 ? wrong : duplicates(checked);
}

function illegal({ type, values }: RecordSet): string[] {
  const problems = values.flatMap((value) => rules[type]?.(value) ?? []);
  return problems.map((problem) => `Invalid Resource Record: '${problem}'`);
}

function duplicates({ type, values }: RecordSet): string[] {
  const forms = values.map((value) => equals[type]?.(value) ?? value);
  return values
    .filter((_, index) => forms.indexOf(forms[index] ?? '') < index)
    .map((value) => `Duplicate Resource Record: '${value}'`);
}

/** How many values one set may have (Developer Guide, "Quotas"). */
const MOST = 400;

function tooMany({ name, type, values }: RecordSet): string[] {
  if (values.length > MOST) return [`Cannot have more than ${MOST} records in a RRSet.`];
  if (type !== 'CNAME' || values.length <= 1) return [];
  return [`RRSet with DNS name ${name}, type CNAME has more than one resource record`];
}
