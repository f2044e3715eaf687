/** A partition: what its regions begin with, and the region that requests to its services without regions (Route 53) are signed for. */
interface Partition {
  readonly regions: RegExp;
  readonly name: string;
  readonly global: string;
}

/** The partitions whose regions have a prefix of their own, from the SDK's partition table, and the others, which are one. */
const PARTITIONS: readonly Partition[] = [
  { regions: /^cn-/, name: 'aws-cn', global: 'cn-northwest-1' },
  { regions: /^us-gov-/, name: 'aws-us-gov', global: 'us-gov-west-1' },
  { regions: /^eusc-/, name: 'aws-eusc', global: 'eusc-de-east-1' },
  { regions: /^us-isob-/, name: 'aws-iso-b', global: 'us-isob-east-1' },
  { regions: /^us-isof-/, name: 'aws-iso-f', global: 'us-isof-south-1' },
  { regions: /^eu-isoe-/, name: 'aws-iso-e', global: 'eu-isoe-west-1' },
  { regions: /^us-iso-/, name: 'aws-iso', global: 'us-iso-east-1' },
];

const REST = { name: 'aws', global: 'us-east-1' };

/** What a region looks like, in every partition: `ap-northeast-1`, `us-gov-west-1`, `eusc-de-east-1`. */
export const REGION: RegExp = /^[a-z]{2,4}(-[a-z]+)+-\d+$/;

const find = (region: string) => PARTITIONS.find(({ regions }) => regions.test(region)) ?? REST;

/** The partition of a region: what comes after `arn:` in its names. */
export const partitionOf = (region: string): string => find(region).name;

/** The region of that partition for which requests to its services without regions are signed. */
export const globalRegionOf = (region: string): string => find(region).global;
