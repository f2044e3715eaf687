import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import closingLine from './.ci/closing-line.ts';
import { LongestFirst, WORKERS } from './.ci/order.ts';

const LIMITS = { maxWorkers: WORKERS, testTimeout: 60_000, hookTimeout: 60_000 };

/**
 * The tests of each package, as a project under its name. They share their workers: none leaves anything behind in its process, and to
 * start one and load all anew costs more than most files.
 */
const packages = globSync(['packages/*/package.json', 'apps/*/package.json']).map((file) => {
  const { name } = JSON.parse(readFileSync(file, 'utf8'));
  return { root: dirname(file), test: { name, isolate: false, ...LIMITS } };
});

/** What crosses them: a process of its own for each file, and few tests of one at the same time, as each starts processes. */
const journeys = {
  root: 'test',
  test: { name: '@kirikae/test', exclude: ['system/**', 'ends/**'], maxConcurrency: 3, ...LIMITS },
};

export default defineConfig({
  test: {
    projects: [...packages, journeys],
    sequence: { sequencer: LongestFirst },
    reporters: ['default', closingLine],
  },
});
