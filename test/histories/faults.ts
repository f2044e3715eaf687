import type { FaultRule } from '@kirikae/simulator';
import fc from 'fast-check';

/** How often a fault strikes; until it is healed, if that is left out. */
const times = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.constant(undefined));
const scope = { caller: fc.constantFrom(undefined, 'node-0', 'node-1', 'node-2'), times };
const write = fc.constantFrom(
  'AssociateAddress',
  'DisassociateAddress',
  'ChangeResourceRecordSets',
  'AssignPrivateIpAddresses',
  'ReplaceRoute',
);
const read = fc.constantFrom(
  'DescribeAddresses',
  'DescribeNetworkInterfaces',
  'DescribeRouteTables',
  'ListResourceRecordSets',
);
const any = fc.oneof(write, read, fc.constant(undefined));
const staleRead = fc.constantFrom(
  'DescribeAddresses',
  'DescribeAddresses',
  'DescribeNetworkInterfaces',
  'DescribeRouteTables',
);
const service = fc.constantFrom('ec2', 'ec2', 'route53', 'route53', 'imds');
const cloud = fc.constantFrom('ec2', 'route53');
const ms = (max: number) => fc.integer({ min: 1, max });

/** Plain values become arbitraries of nothing else. */
const arbitraries = (given: Record<string, unknown>): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, value instanceof fc.Arbitrary ? value : fc.constant(value)]),
  );

/** Trouble that comes with distributed systems, each for a while. */
export const fault: fc.Arbitrary<FaultRule> = fc
  .oneof(
    ...[
      { kind: 'throttle', action: any },
      {
        kind: 'bucket',
        service: cloud,
        burst: fc.integer({ min: 1, max: 5 }),
        perSecond: fc.integer({ min: 1, max: 5 }),
      },
      { kind: 'lostResponse', action: write },
      { kind: 'late', action: write, ms: ms(6_000) },
      { kind: 'latency', action: any, ms: ms(7_000) },
      { kind: 'latency', service, ms: ms(400) },
      { kind: 'stale', action: staleRead, ms: ms(900) },
      { kind: 'stale', action: staleRead, ms: fc.integer({ min: 1_001, max: 8_000 }) },
      { kind: 'unreachable', how: fc.constantFrom('refuse', 'reset', 'silent'), action: any, service },
      { kind: 'deny', action: any, service: cloud },
      { kind: 'expired', service: cloud },
      { kind: 'skew', service: cloud, ms: fc.constantFrom(-1_200_000, 1_200_000) },
      { kind: 'egress', service: 'ec2', ms: ms(20_000) },
      { kind: 'garbage', action: any, service: cloud, truncated: fc.boolean() },
      { kind: 'priorRequest' },
      { kind: 'error', action: any, service: cloud, status: 500, code: 'InternalError', message: 'An internal error' },
      { kind: 'error', service: 'imds', status: fc.constantFrom(401, 404, 503) },
    ].map((rule) => fc.record(arbitraries({ ...scope, ...rule }))),
  )
  .map((made) => JSON.parse(JSON.stringify(made)) as FaultRule);
