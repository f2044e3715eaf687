import { defineConfig } from 'vitest/config';
import closingLine from './closing-line.ts';

/** Every combination of a command, a form, a fate of stdout and stderr, and surroundings: far too many for `npm test`, which has all pairs. */
export default defineConfig({
  test: { include: ['test/ends/whole.test.ts'], testTimeout: 4 * 3_600_000, reporters: ['default', closingLine] },
});
