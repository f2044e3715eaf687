#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/**
 * Adds up the closing lines of several suites, by the files that hold their outputs; one without such a line counts as a failure. What
 * failed is named once more, as the last of a long output is what is read.
 */
const CLOSING = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;

const sum = [0, 0, 0];
for (const file of process.argv.slice(2)) {
  const output = readFileSync(file, 'utf8');
  for (const [line] of output.matchAll(/^(?:failed|skipped): .*$/gm)) console.log(line);
  const [, ...counts] = [...output.matchAll(CLOSING)].at(-1) ?? ['', '0', '1', '0'];
  for (const [index, count] of counts.entries()) sum[index] += Number(count ?? 0);
}
const [passed, failures, skipped] = sum;
console.log(`\n${passed} passed, ${failures} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failures > 0 ? 1 : 0;
