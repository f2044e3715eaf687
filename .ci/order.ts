import { availableParallelism } from 'node:os';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** How many files run at the same time: most of what a test does is waiting for processes, for time-outs, for second looks. */
export const WORKERS = 3 * availableParallelism();

/** What takes longest alone begins first, so that nothing long is left when all else is done. */
const LONGEST = [
  'test/system/managers',
  'test/kill-group',
  'test/plugin-holds',
  'test/deadlines',
  'plugin-private-ip/test/contract',
  'test/histories',
  'test/plugins',
  'test/failure-modes',
  'test/kill-eip',
  'test/bad-surroundings',
  'test/late',
  'test/clauses-deactivate',
  'test/kill-route53',
  'plugin-private-ip/test/races',
  'test/clauses-monitor',
  'test/deactivate',
  'plugin-route53/test/contract',
  'testkit/test/laws',
];

/** Then the journeys, and then the packages: their files are short, and one worker takes many of them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return place >= 0 ? place : LONGEST.length + Number(!project.config.isolate);
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
