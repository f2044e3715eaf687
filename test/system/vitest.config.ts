import { defineConfig } from 'vitest/config';
import closingLine from '../../.ci/closing-line.ts';

/**
 * Real cluster managers in namespaces of their own, so it needs root and their packages: not a part of `npm test`.
 * Run from the top: `vitest run --config test/system/vitest.config.ts`.
 */
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    reporters: ['default', closingLine],
  },
});
