import { defineProject } from 'vitest/config';

// The tests wait for processes more than they work: more workers than processors, after the tests of the packages.
export default defineProject({ test: { testTimeout: 60_000, maxWorkers: 4, sequence: { groupOrder: 1 } } });
