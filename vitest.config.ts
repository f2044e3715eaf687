import { defineConfig } from 'vitest/config';
import closingLine from './.ci/closing-line.ts';

/** The enumerations and campaigns: each keeps both cores busy, so they run one after the other, after all else (test/vitest.config.ts leaves them out). */
const LONG = ['test/kill-*.test.ts', 'test/histories.test.ts'];
const long = { name: 'long', include: LONG, fileParallelism: false, sequence: { groupOrder: 2 } };

export default defineConfig({
  test: { projects: ['packages/*', 'apps/*', 'test', { test: long }], reporters: ['default', closingLine] },
});
