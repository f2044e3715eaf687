import { defineConfig } from 'vitest/config';
import closingLine from './closing-line.ts';

/** Real cluster managers in namespaces of their own: root, and one file after the other. `test/system/run.sh` starts it. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    reporters: ['default', closingLine],
  },
});
