/** The partitions whose regions have a prefix of their own, from the SDK's partition table. */
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'aws-cn'],
  [/^us-gov-/, 'aws-us-gov'],
  [/^eusc-/, 'aws-eusc'],
  [/^us-isob-/, 'aws-iso-b'],
  [/^us-isof-/, 'aws-iso-f'],
  [/^eu-isoe-/, 'aws-iso-e'],
  [/^us-iso-/, 'aws-iso'],
];

/** The partition of a region: what comes after `arn:` in its names. */
export const partitionOf = (region: string): string => PREFIXES.find(([prefix]) => prefix.test(region))?.[1] ?? 'aws';
