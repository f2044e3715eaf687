import { defineProject } from 'vitest/config';
import { LONG } from '../vitest.config.ts';

// The tests wait for processes more than they work: more workers than processors, after the tests of the packages.
const exclude = LONG.map((path) => path.replace('test/', ''));
export default defineProject({
  test: { exclude, testTimeout: 60_000, maxWorkers: 4, sequence: { groupOrder: 1 } },
});
