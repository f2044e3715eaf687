import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import closingLine from './.ci/closing-line.ts';

/**
 * The tests of each package, as a project under its name. They share their workers: none leaves anything behind in its process, and to
 * start one and load all anew costs more than most files.
 */
const packages = globSync(['packages/*/package.json', 'apps/*/package.json']).map((file) => {
  const { name } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    root: dirname(file),
    test: { name, isolate: false, maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 },
  };
});

/** The enumerations and campaigns, after all else (test/vitest.config.ts leaves them out): half of each is waiting, so some run at the same time. */
const LONG = ['test/kill-*.test.ts', 'test/histories.test.ts'];
const long = { name: 'long', include: LONG, maxWorkers: 2, testTimeout: 60_000, sequence: { groupOrder: 2 } };

export default defineConfig({
  test: { projects: [...packages, 'test', { test: long }], reporters: ['default', closingLine] },
});
