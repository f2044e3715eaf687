import { AWS_ERRORS } from '@kirikae/aws';
import { CLI_ERRORS } from '@kirikae/cli';
import { CORE_ERRORS, ENGINE_ERRORS } from '@kirikae/engine';
import { expect, it } from 'vitest';
import { pluginAt, textOf, workspaces } from '../repository.ts';

/* The page on what is known before the day, held against the tables of errors. That the check and the dry run keep it, test/known-before.test.ts shows. */

const sections = textOf('apps/docs/guides/known-before.md').split(/^## /m).slice(1);
const codesIn = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const [, cell = ''] = /^\| (`[A-Z].*?`) \|/.exec(line) ?? [];
    return [...cell.matchAll(/`([A-Z0-9_]+)`/g)].map(([, code = '']) => code);
  });

it('every code of every table stands on the page, once', async () => {
  const plugins = workspaces.filter(({ tag }) => tag === 'plugin');
  const own = await Promise.all(plugins.map(async (each) => (await pluginAt(each)).errors ?? {}));
  const tables = [CLI_ERRORS, ENGINE_ERRORS, CORE_ERRORS, AWS_ERRORS, ...own];
  const codes = tables.flatMap((table) => Object.keys(table));
  expect(sections.flatMap(codesIn).toSorted()).toEqual(codes.toSorted());
});

it('why a refusal is not known before is said of each that is not', () => {
  for (const section of sections.filter((each) => !/tells it/.test(each.split('\n')[0] ?? '')))
    for (const line of section.split('\n').filter((each) => /^\| `/.test(each)))
      expect(line).toMatch(/\| [^|]{8,} \|$/);
});
