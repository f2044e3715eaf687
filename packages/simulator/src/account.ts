/** The one AWS account of the simulator. */
export const accountId = '123456789012';

/** The partitions with regions of their own, and where Route 53 has its control plane in each: its requests are signed for that region. */
const partitions = [
  { regions: /^cn-/, name: 'aws-cn', route53: 'cn-northwest-1' },
  { regions: /^us-gov-/, name: 'aws-us-gov', route53: 'us-gov-west-1' },
  { regions: /^eusc-/, name: 'aws-eusc', route53: 'eusc-de-east-1' },
  { regions: /^/, name: 'aws', route53: 'us-east-1' },
];

const partitionOf = (region: string) => partitions.find(({ regions }) => regions.test(region));

/** The ARN of a thing of the account in a region: `network-interface/eni-1`. */
export const ec2Arn = (region: string, thing: string): string =>
  `arn:${partitionOf(region)?.name}:ec2:${region}:${accountId}:${thing}`;

/** The ARN of a thing of Route 53, which is in no region: `hostedzone/Z1`. */
export const route53Arn = (region: string, thing: string): string =>
  `arn:${partitionOf(region)?.name}:route53:::${thing}`;

/** The region for which requests to Route 53 are signed. */
export const route53Region = (region: string): string => partitionOf(region)?.route53 ?? 'us-east-1';
