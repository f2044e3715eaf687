import { defineConfig } from 'vitest/config';
import closingLine from './closing-line.ts';
import { LongestFirst } from './order.ts';

/** What root sees in another way than the ordinary user who runs all other tests. */
const OF_ROOT = '**/{safe-path,weakness,unsafe,user-namespace,state-disk}.test.ts';

/**
 * Real cluster managers in namespaces of their own: root. `test/system/run.sh` starts it. The managers (one file) wait most of the time;
 * beside them one other file at a time runs, and no more: what they do must not depend on how busy the machine is.
 */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts', OF_ROOT],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 120_000,
    reporters: ['default', closingLine],
  },
});
