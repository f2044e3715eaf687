import { perNodeOf, type RecordConfig } from './record-schema.ts';

/** The words for a value that every node has of its own. */
const OWN_VALUES = ['public-ipv4', 'private-ipv4', 'ipv6'] as const;
/** One of them. */
export type OwnValue = (typeof OWN_VALUES)[number];

/** True for a value that each node has of its own by its word. */
export function isOwn(value: unknown): value is OwnValue {
  return (OWN_VALUES as readonly unknown[]).includes(value);
}

/** The values of a record as the file has them. */
export const writtenValues = ({ value, values }: Pick<RecordConfig, 'value' | 'values'>): readonly string[] =>
  values ?? (value === undefined ? [] : [value]);

/** True if the set, as the file has it, is not the same on every node: then it says who holds the record. */
export const tellsHolder = (written: RecordConfig): boolean =>
  writtenValues(written).some(differs) ||
  [written.alias?.hostedZoneId, written.alias?.dnsName, written.setIdentifier].some(
    (field) => new Set(perNodeOf(field)).size > 1,
  );

function differs(value: unknown): boolean {
  const each = perNodeOf(value) ?? [value];
  return each.some(isOwn) || new Set(each).size > 1;
}
