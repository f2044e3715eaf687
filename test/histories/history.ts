import type { FaultRule } from '@kirikae/simulator';
import fc from 'fast-check';
import type { Variant } from './cluster.ts';

/** One thing that happens. `node` is taken modulo the number of nodes. */
export type Step =
  | {
      readonly do: 'activate' | 'deactivate' | 'monitor' | 'rehearse' | 'status';
      readonly node: number;
      readonly reason: 'stop' | 'move' | null;
      /** The number of the operation before which the process is killed; 0: it lives. */
      readonly killAt: number;
      /** How long, in ms, until the next step, if it has not ended before; null: until it has ended. */
      readonly pause: number | null;
    }
  | { readonly do: 'edit'; readonly node: number; readonly variant: Variant }
  | { readonly do: 'reboot'; readonly node: number }
  | { readonly do: 'fault'; readonly rule: FaultRule }
  | { readonly do: 'heal' }
  | { readonly do: 'wait'; readonly ms: number };

/** A whole history. In the end all faults stop, `chosen` activates once more, and everybody is asked. */
export interface History {
  readonly nodes: number;
  readonly variant: Variant;
  readonly steps: readonly Step[];
  readonly chosen: number;
  /** Draws how long each call is on its way. */
  readonly seed: number;
}

const node = fc.nat(2);
const variant: fc.Arbitrary<Variant> = fc.record({
  resources: fc.constantFrom('eip', 'dns', 'both', 'side by side'),
  takeover: fc.oneof({ weight: 4, arbitrary: fc.constant('always' as const) }, fc.constant('if-free' as const)),
  onDeactivate: fc.constantFrom('release', 'release', 'keep-when-moving'),
  whenUnknown: fc.constantFrom('ok', 'ok', 'fail'),
  timeout: fc.constantFrom(25, 25, 10),
});

type Command = Extract<Step, { node: number; pause: number | null }>;

const command: fc.Arbitrary<Command> = fc.record({
  do: fc.constantFrom('activate', 'activate', 'activate', 'deactivate', 'deactivate', 'monitor', 'rehearse', 'status'),
  node,
  reason: fc.constantFrom(null, null, 'stop', 'move'),
  killAt: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 90 })),
  pause: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 3_000 })),
});

/** The longest that a read may be behind, in ms: what is older than a second look cannot be told from the truth. */
export const STALE = 900;

/** How often a fault strikes; until it is healed, if that is left out. */
const times = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.constant(undefined));
const scope = { caller: fc.constantFrom(undefined, 'node-0', 'node-1', 'node-2'), times };
const write = fc.constantFrom('AssociateAddress', 'DisassociateAddress', 'ChangeResourceRecordSets');
const any = fc.oneof(write, fc.constantFrom('DescribeAddresses', 'ListResourceRecordSets', undefined));
const service = fc.constantFrom('ec2', 'ec2', 'route53', 'route53', 'imds');
const cloud = fc.constantFrom('ec2', 'route53');
const ms = (max: number) => fc.integer({ min: 1, max });

/** Plain values become arbitraries of nothing else. */
const arbitraries = (given: Record<string, unknown>): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, value instanceof fc.Arbitrary ? value : fc.constant(value)]),
  );

/** Trouble that comes with distributed systems, each for a while. */
const fault: fc.Arbitrary<FaultRule> = fc
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
      { kind: 'stale', action: 'DescribeAddresses', ms: ms(STALE) },
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

const plain = (given: Partial<Command> & Pick<Command, 'do' | 'node'>): Step => ({
  reason: null,
  killAt: 0,
  pause: null,
  ...given,
});

/** What is rare by chance and common in the field: a node has it, then the other, and one of them is behind. */
const tussle: fc.Arbitrary<Step[]> = fc
  .record({ x: node, y: node, rule: fault, next: command, pause: ms(300), boots: fc.boolean(), edited: variant })
  .chain(({ x, y, rule, next, pause, boots, edited }) =>
    fc.subarray<Step>(
      [
        plain({ do: 'activate', node: x }),
        { do: 'fault', rule },
        plain({ do: 'activate', node: y, pause }),
        boots ? { do: 'reboot', node: x } : { do: 'edit', node: x, variant: edited },
        { ...next, node: x },
        plain({ do: 'monitor', node: x, pause }),
      ],
      { minLength: 3 },
    ),
  );

/** A node that has lost it, or has just got it, asks while its reads are behind. */
const behind: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), lost: fc.boolean(), pause: fc.constantFrom(null, 300, 600), asks: fc.boolean() })
  .map(({ x, lost, pause, asks }) => [
    { do: 'heal' },
    plain({ do: 'activate', node: lost ? x : 1 - x }),
    plain({ do: 'activate', node: lost ? 1 - x : x, pause }),
    { do: 'fault', rule: { kind: 'stale', action: 'DescribeAddresses', ms: STALE, caller: `node-${x}`, times: 1 } },
    plain({ do: asks ? 'monitor' : 'activate', node: x }),
  ]);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: command },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('fault'), rule: fault }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('heal') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit'), node, variant }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reboot'), node }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), ms: ms(8_000) }) },
) as fc.Arbitrary<Step>;

const steps = fc
  .array(
    fc.oneof(
      { weight: 10, arbitrary: step.map((one) => [one]) },
      { weight: 3, arbitrary: tussle },
      { weight: 1, arbitrary: behind },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((some) => some.flat());

/** A node lets go while the next one takes over. */
const handover: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), pauses: fc.tuple(ms(600), ms(600)) })
  .map(({ x, pauses }) => [
    plain({ do: 'activate', node: x }),
    plain({ do: 'activate', node: 1 - x, pause: pauses[0] }),
    plain({ do: 'deactivate', node: x, pause: pauses[1] }),
  ]);

/** The power fails on a node that has everything, and it cannot ask for what became of it. */
const powerCut: fc.Arbitrary<Step[]> = node.map((x) => [
  plain({ do: 'activate', node: x }),
  { do: 'reboot', node: x },
  { do: 'fault', rule: { kind: 'unreachable', how: 'silent', caller: `node-${x}` } },
  plain({ do: 'monitor', node: x }),
]);

const of = (some: fc.Arbitrary<Step[]>): fc.Arbitrary<History> =>
  fc.record({ nodes: fc.constantFrom(2, 2, 3), variant, steps: some, chosen: node, seed: fc.nat() });

/** Histories of two and three nodes: of all kinds, or of one that shows a certain defect soon. */
export const HISTORIES = {
  all: of(steps),
  behind: of(behind),
  handover: of(handover),
  powerCut: of(powerCut),
} as const;
