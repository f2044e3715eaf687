import fc from 'fast-check';
import { fault } from './faults.ts';
import type { Step } from './history.ts';
import { command, manager, node, plain, variant } from './steps.ts';

/*
 * What is rare by chance and common in the field: some steps that belong together.
 */

/** A node has it, then the other, and one of them is behind. */
export const tussle: fc.Arbitrary<Step[]> = fc
  .record({ x: node, y: node, rule: fault, next: command, pause: fc.nat(300), boots: fc.boolean(), edited: variant })
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

const LOOKS = ['DescribeAddresses', 'DescribeNetworkInterfaces', 'DescribeRouteTables'] as const;

/** A node that has lost it, or has just got it, asks while its reads are behind; mostly less than a second look can tell, seldom more. */
const behind: fc.Arbitrary<Step[]> = fc
  .record({
    x: fc.nat(1),
    lost: fc.boolean(),
    pause: fc.constantFrom(null, 300, 600),
    asks: fc.constantFrom('monitor', 'activate', 'deactivate'),
    ms: fc.constantFrom(900, 900, 900, 2_500, 6_000),
    times: fc.constantFrom(1, 1, 3),
  })
  .map(({ x, lost, pause, asks, ms, times }) => [
    { do: 'heal' },
    plain({ do: 'activate', node: lost ? x : 1 - x }),
    plain({ do: 'activate', node: lost ? 1 - x : x, pause }),
    ...LOOKS.map((action): Step => {
      return { do: 'fault', rule: { kind: 'stale', action, ms, caller: `node-${x}`, times } };
    }),
    plain({ do: asks, node: x }),
  ]);

/** A node that has just got it stops, and its first look is from before. */
const staleStop: fc.Arbitrary<Step[]> = fc
  .nat(1)
  .map((x) => [
    plain({ do: 'activate', node: 1 - x }),
    plain({ do: 'activate', node: x }),
    { do: 'fault', rule: { kind: 'stale', action: 'DescribeAddresses', ms: 990, caller: `node-${x}`, times: 1 } },
    plain({ do: 'deactivate', node: x }),
  ]);

/** A node lets go while the next one takes over. */
const handover: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), pauses: fc.tuple(fc.nat(600), fc.nat(600)) })
  .map(({ x, pauses }) => [
    plain({ do: 'activate', node: x }),
    plain({ do: 'activate', node: 1 - x, pause: pauses[0] }),
    plain({ do: 'deactivate', node: x, pause: pauses[1] }),
  ]);

/** Two nodes take it at the same time, or one a moment after the other's write. */
const race: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), pause: fc.nat(900) })
  .map(({ x, pause }) => [plain({ do: 'activate', node: x, pause }), plain({ do: 'activate', node: 1 - x, pause: 0 })]);

/** The power fails on a node that has everything, and it cannot ask for what became of it. */
const powerCut: fc.Arbitrary<Step[]> = fc
  .record({ x: node, killAt: fc.constantFrom(0, 0, 150) })
  .map(({ x, killAt }) => [
    plain({ do: 'activate', node: x, killAt }),
    { do: 'reboot', node: x },
    { do: 'fault', rule: { kind: 'unreachable', how: 'silent', caller: `node-${x}` } },
    plain({ do: 'monitor', node: x }),
  ]);

/** The disk of a node fails while it becomes the active one, or stops. */
const badDisk: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), trouble: fc.constantFrom('EIO', 'ENOSPC', 'EROFS', 'hangs'), next: command })
  .map(({ x, trouble, next }) => [
    { do: 'disk', node: x, trouble },
    plain({ do: 'activate', node: x }),
    { ...next, node: x },
    { do: 'disk', node: x, trouble: null },
  ]);

/** Nobody answers a healthy node that is asked. */
const deaf: fc.Arbitrary<Step[]> = node.map((x) => [
  plain({ do: 'activate', node: x }),
  { do: 'fault', rule: { kind: 'unreachable', how: 'silent', service: 'ec2' } },
  plain({ do: 'monitor', node: x }),
]);

/** Commands come one after the other, on a disk that takes its time, and the later ones wait for the first. */
const queue: fc.Arbitrary<Step[]> = fc
  .record({
    x: fc.nat(1),
    first: fc.constantFrom('activate', 'deactivate'),
    second: fc.constantFrom('activate', 'deactivate'),
    pauses: fc.tuple(fc.nat(2_500), fc.nat(400)),
    interruptAt: fc.oneof(fc.constant(null), fc.nat(2_500)),
  })
  .map(({ x, first, second, pauses, interruptAt }) => [
    { do: 'disk', node: x, trouble: 'slow' },
    plain({ do: first, node: x, pause: pauses[0], interruptAt }),
    plain({ do: second, node: x, pause: pauses[1] }),
    plain({ do: 'activate', node: x, pause: null }),
  ]);

/** A run is suspended and has the lock; a stop gives up on it, and then nobody can be asked. */
const sleeper: fc.Arbitrary<Step[]> = fc
  .record({
    x: fc.nat(1),
    sleepAt: fc.integer({ min: 60, max: 130 }),
    sleepFor: fc.constantFrom(4_000, 28_000, 28_000),
  })
  .map(({ x, sleepAt, sleepFor }) => [
    plain({ do: 'activate', node: x }),
    plain({ do: 'activate', node: x, sleepAt, sleepFor, pause: 400 }),
    plain({ do: 'deactivate', node: x }),
    { do: 'fault', rule: { kind: 'unreachable', how: 'silent', caller: `node-${x}`, times: 6 } },
    plain({ do: 'monitor', node: x }),
  ]);

/** A stop comes while the looks of a start take long. */
const overtaken: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), pause: fc.integer({ min: 900, max: 2_000 }) })
  .map(({ x, pause }) => [
    { do: 'fault', rule: { kind: 'latency', action: 'DescribeAddresses', ms: 5_000, caller: `node-${x}`, times: 1 } },
    plain({ do: 'activate', node: x, pause }),
    plain({ do: 'deactivate', node: x }),
  ]);

/** A run is suspended in the middle of its writes, and a stop comes. */
const nap: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), sleepAt: fc.integer({ min: 100, max: 190 }), sleepFor: fc.constantFrom(3_000, 6_000) })
  .map(({ x, sleepAt, sleepFor }) => [
    plain({ do: 'activate', node: x, sleepAt, sleepFor, pause: 2_000 }),
    plain({ do: 'deactivate', node: x }),
  ]);

/** A start sleeps, maybe between its look and its write, while another node takes over. */
const slumber: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), sleepAt: fc.integer({ min: 110, max: 180 }), sleepFor: fc.constantFrom(4_000, 12_000) })
  .map(({ x, sleepAt, sleepFor }) => [
    plain({ do: 'activate', node: x, sleepAt, sleepFor, pause: 1_000 }),
    plain({ do: 'activate', node: 1 - x }),
  ]);

/** Half of a group that only its owner can let go of is stopped while the cloud refuses, by chance through a manager. */
const stuck: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), rule: fault, next: command })
  .map(({ x, rule, next }) => [
    plain({ do: 'activate', node: x }),
    { do: 'fault', rule: { ...rule, caller: `node-${x}` } },
    { do: 'misery', node: x, misery: 'cannot tell', times: 3 },
    plain({ do: 'deactivate', node: x, manager: next.manager }),
    { ...next, node: x },
  ]);

/** The clock of a node is set while a run waits for a resource that may fail, and another waits for that. */
const clocks: fc.Arbitrary<Step[]> = fc
  .record({
    x: fc.nat(1),
    ms: fc.constantFrom(5_000, 86_400_000, 86_400_000),
    pause: fc.integer({ min: 100, max: 600 }),
  })
  .map(({ x, ms, pause }) => [
    plain({ do: 'activate', node: x, pause }),
    { do: 'clock', node: x, ms },
    { do: 'wait', ms: 8_000 },
  ]);

/** Writes take long, and a SIGTERM or the end of the time comes meanwhile. */
const slowWrites: fc.Arbitrary<Step[]> = fc
  .record({
    x: fc.nat(1),
    action: fc.constantFrom('AssociateAddress', 'ChangeResourceRecordSets'),
    ms: fc.constantFrom(2_000, 12_000, 40_000),
    interruptAt: fc.oneof(fc.constant(null), fc.integer({ min: 500, max: 3_000 })),
  })
  .map(({ x, action, ms, interruptAt }) => [
    { do: 'fault', rule: { kind: 'latency', action, ms } },
    plain({ do: 'activate', node: x, interruptAt }),
  ]);

/** A SIGTERM comes while a run writes down what it is about to do, on a disk that takes its time. */
const interrupted: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), interruptAt: fc.integer({ min: 300, max: 1_500 }) })
  .map(({ x, interruptAt }) => [
    { do: 'disk', node: x, trouble: 'slow' },
    plain({ do: 'activate', node: x, interruptAt }),
  ]);

/** The power fails while a write is on its way. */
const cutInFlight: fc.Arbitrary<Step[]> = node.map((x) => [
  { do: 'fault', rule: { kind: 'latency', action: 'AssociateAddress', ms: 5_000, times: 1 } },
  plain({ do: 'activate', node: x, pause: 2_500 }),
  { do: 'reboot', node: x },
]);

/** The answer to a write is lost, before or after its effect. */
const lost: fc.Arbitrary<Step[]> = fc
  .record({
    x: fc.nat(1),
    action: fc.constantFrom('AssociateAddress', 'ChangeResourceRecordSets'),
    rule: fc.constantFrom({ kind: 'lostResponse' as const }, { kind: 'late' as const, ms: 2_000 }),
  })
  .map(({ x, action, rule }) => [
    { do: 'fault', rule: { ...rule, action, times: 1 } },
    plain({ do: 'activate', node: x }),
  ]);

/** A manager allows less time than the file, and nobody answers. */
const limited: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), call: manager })
  .map(({ x, call }) => [
    { do: 'fault', rule: { kind: 'unreachable', how: 'silent', service: 'ec2', caller: `node-${x}` } },
    plain({ do: 'activate', node: x, manager: { ...call, name: 'pacemaker', allowed: 8_000 } }),
  ]);

/** A start through a manager of which what may fail does. */
const degraded: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), call: manager })
  .map(({ x, call }) => [
    { do: 'fault', rule: { kind: 'deny', action: 'AssociateAddress' } },
    plain({ do: 'activate', node: x, manager: { ...call, event: 'START' } }),
  ]);

/** A run is killed after its first write, and then the file does not say any more what it had taken. */
const forgotten: fc.Arbitrary<Step[]> = fc
  .record({ x: fc.nat(1), killAt: fc.integer({ min: 60, max: 200 }), edited: variant })
  .map(({ x, killAt, edited }) => [
    plain({ do: 'activate', node: x, killAt }),
    { do: 'edit', node: x, variant: edited },
    plain({ do: 'deactivate', node: x }),
  ]);

/** All others. */
export const SCENES = {
  behind,
  staleStop,
  handover,
  race,
  powerCut,
  deaf,
  badDisk,
  queue,
  sleeper,
  nap,
  slumber,
  overtaken,
  stuck,
  clocks,
  slowWrites,
  interrupted,
  cutInFlight,
  lost,
  degraded,
  limited,
  forgotten,
} as const;
