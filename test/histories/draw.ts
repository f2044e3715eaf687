import fc from 'fast-check';
import type { History, Step } from './history.ts';
import { SCENES, tussle } from './scenes.ts';
import { node, plain, step, variant } from './steps.ts';
import type { Variant } from './variant.ts';

const {
  behind,
  staleStop,
  handover,
  race,
  powerCut,
  deaf,
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
} = SCENES;

/** By chance: single steps, and some of the scenes. */
const steps = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: step.map((one) => [one]) },
      { weight: 5, arbitrary: tussle },
      { weight: 3, arbitrary: SCENES.behind },
      { weight: 3, arbitrary: SCENES.badDisk },
      ...Object.values(SCENES).map((arbitrary) => ({ weight: 1, arbitrary })),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((some) => some.flat());

const of = (some: fc.Arbitrary<Step[]>, of: Partial<Variant> = {}): fc.Arbitrary<History> =>
  fc.record({
    nodes: fc.constantFrom(2, 2, 3),
    variant: variant.map((drawn) => ({ ...drawn, ...of })),
    steps: some,
    chosen: node,
    move: fc.constantFrom(0, 0, 300, 1_500),
    seed: fc.nat(),
  });

const wholeGroup: Partial<Variant> = { resources: ['eip', 'dns'], optional: null, takeover: 'always' };

/** Histories of two and three nodes: of all kinds, or of one that shows a certain defect soon. */
export const HISTORIES = {
  all: of(steps),
  behind: of(behind, { resources: ['eip'], takeover: 'always', onDeactivate: 'release' }),
  staleStop: of(staleStop, { resources: ['eip'], takeover: 'always', onDeactivate: 'release' }),
  handover: of(handover, wholeGroup),
  race: of(race, { resources: ['eip'], takeover: 'always' }),
  powerCut: of(powerCut, { ...wholeGroup, whenUnknown: 'ok' }),
  deaf: of(deaf, { ...wholeGroup, whenUnknown: 'ok' }),
  queue: of(queue, wholeGroup),
  sleeper: of(sleeper, { ...wholeGroup, whenUnknown: 'ok' }),
  stuck: of(stuck),
  forgotten: of(forgotten, wholeGroup),
  programs: of(stuck, { resources: ['program', 'eip'], optional: null, whenUnknown: 'fail' }),
  clocks: of(clocks, { resources: ['eip', 'dns', 'route'], apart: false, optional: 'dns', takeover: 'always' }),
  slowWrites: of(slowWrites, wholeGroup),
  interrupted: of(interrupted, wholeGroup),
  cutInFlight: of(cutInFlight, { resources: ['eip'] }),
  limited: of(limited, wholeGroup),
  nap: of(nap, { ...wholeGroup, apart: false, onDeactivate: 'release' }),
  slumber: of(slumber, { resources: ['eip'], takeover: 'always' }),
  overtaken: of(overtaken, wholeGroup),
  lost: of(lost, wholeGroup),
  raceOfGroups: of(race, wholeGroup),
  careful: of(race, { resources: ['eip'], takeover: 'if-free' }),
  rehearsal: of(node.map((x) => [plain({ do: 'rehearse', node: x })])),
  degraded: of(degraded, { resources: ['eip', 'dns'], optional: 'eip', takeover: 'always' }),
  routes: of(race, { resources: ['route'], optional: null }),
} as const;
