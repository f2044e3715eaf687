import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT } from '../binary.ts';
import { filesIn, textOf } from '../repository.ts';

/** Two pages speak of the files that a plugin has. */
const PAGES = ['README.md', ...filesIn('apps/docs/guides', '.md')].filter((page) => !page.includes('write-a-resource'));

it.each(PAGES)('%s names no file of ours that is not there', (page) => {
  const named = [...textOf(page).matchAll(/`((?:packages|apps|test|\.ci)\/[\w./*<>-]+)`/g)].map(
    ([, path = '']) => path,
  );
  const real = named.filter((path) => !path.includes('<'));
  expect(real.filter((path) => globSync(path, { cwd: ROOT }).length === 0)).toEqual([]);
});
