import { defineConfig } from 'vitest/config';
import closingLine from './.ci/closing-line.ts';

export default defineConfig({
  test: { projects: ['packages/*', 'apps/*', 'test'], reporters: ['default', closingLine] },
});
