import { defineProject } from 'vitest/config';

// The tests wait for processes more than they work: more workers than processors, after the tests of the packages.
// The enumerations and campaigns are the project `long` of their own (vitest.config.ts at the top), after these.
export default defineProject({
  test: {
    exclude: ['kill-*.test.ts', 'histories.test.ts', 'system/**', 'ends/**'],
    testTimeout: 60_000,
    maxWorkers: 4,
    sequence: { groupOrder: 1 },
  },
});
