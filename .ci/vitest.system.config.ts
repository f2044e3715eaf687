import { defineConfig } from 'vitest/config';
import closingLine from './closing-line.ts';

/** What root sees in another way than the ordinary user who runs all other tests. */
const OF_ROOT = '**/{safe-path,user-namespace,state-disk}.test.ts';

/** Real cluster managers in namespaces of their own: root, and one file after the other. `test/system/run.sh` starts it. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts', OF_ROOT],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    reporters: ['default', closingLine],
  },
});
