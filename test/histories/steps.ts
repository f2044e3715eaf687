import fc from 'fast-check';
import { fault } from './faults.ts';
import type { Call, Command, Step } from './history.ts';
import { RESOURCES, type Resource, type Variant } from './variant.ts';

export const node = fc.nat(2);
const ms = (max: number) => fc.integer({ min: 1, max });

/** Few at a time, as files have; the two that most have in most. */
const resources: fc.Arbitrary<readonly Resource[]> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Resource[]>(['eip'], ['dns'], ['eip', 'dns'], ['eip', 'dns']) },
  { weight: 4, arbitrary: fc.shuffledSubarray([...RESOURCES], { minLength: 1, maxLength: 3 }) },
);

export const variant: fc.Arbitrary<Variant> = fc.record({
  resources,
  apart: fc.constantFrom(false, false, true),
  optional: fc.constantFrom(null, null, null, ...RESOURCES),
  records: fc.constantFrom(1, 3),
  takeover: fc.oneof({ weight: 4, arbitrary: fc.constant('always' as const) }, fc.constant('if-free' as const)),
  onDeactivate: fc.constantFrom('release', 'release', 'keep-when-moving'),
  whenUnknown: fc.constantFrom('ok', 'ok', 'fail'),
  timeout: fc.constantFrom(25, 25, 10),
});

/** A cluster manager that calls. */
export const manager: fc.Arbitrary<Call> = fc.record({
  name: fc.constantFrom('clusterpro', 'pacemaker', 'keepalived', 'patroni', 'systemd'),
  event: fc.constantFrom('START', 'FAILOVER', 'RECOVER', 'STANDBY'),
  allowed: fc.constantFrom(8_000, 15_000, 60_000),
});

const seldom = <T>(weight: number, rare: fc.Arbitrary<T>, usual: T) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });

export const command: fc.Arbitrary<Command> = fc.record({
  do: fc.constantFrom('activate', 'activate', 'activate', 'deactivate', 'deactivate', 'monitor', 'rehearse', 'status'),
  node,
  reason: fc.constantFrom(null, null, 'stop', 'move'),
  killAt: seldom(5, fc.integer({ min: 1, max: 210 }), 0),
  sleepAt: seldom(9, fc.integer({ min: 1, max: 210 }), 0),
  sleepFor: fc.oneof(ms(3_000), fc.integer({ min: 3_000, max: 30_000 })),
  interruptAt: seldom(9, ms(4_000), null),
  manager: seldom(5, manager, null),
  pause: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 3_000 })),
});

/** A command to which nothing else happens. */
export const plain = (given: Partial<Command> & Pick<Command, 'do' | 'node'>): Command => ({
  reason: null,
  killAt: 0,
  sleepAt: 0,
  sleepFor: 0,
  interruptAt: null,
  manager: null,
  pause: null,
  ...given,
});

const disk = fc.record({
  do: fc.constant('disk'),
  node,
  trouble: fc.constantFrom('EIO', 'ENOSPC', 'EROFS', 'hangs', 'slow', 'slow', null),
});
const clock = fc.record({
  do: fc.constant('clock'),
  node,
  ms: fc.constantFrom(-86_400_000, -1_200_000, -5_000, 5_000, 1_200_000, 86_400_000),
});
const misery = fc.record({
  do: fc.constant('misery'),
  node,
  misery: fc.constantFrom('fails', 'hangs', 'cannot tell'),
  times: fc.integer({ min: 1, max: 4 }),
});

/** One thing by itself. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: command },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('fault'), rule: fault }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('heal') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('edit'), node, variant }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reboot'), node }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), ms: ms(8_000) }) },
  { weight: 3, arbitrary: disk },
  { weight: 2, arbitrary: clock },
  { weight: 2, arbitrary: misery },
) as fc.Arbitrary<Step>;
