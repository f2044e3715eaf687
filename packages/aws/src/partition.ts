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

/** What a region looks like, in every partition: `ap-northeast-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const REGION: RegExp = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

/** The partition of a region: what comes after `arn:` in its names. */
export const partitionOf = (region: string): string => PREFIXES.find(([prefix]) => prefix.test(region))?.[1] ?? 'aws';
