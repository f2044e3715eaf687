import { describe, expect, it } from 'vitest';
import { allSources, filesIn, textOf } from './repository.ts';

const PAGE = textOf('apps/docs/guides/environment.md');
const CODES = new Set(
  [...textOf('apps/docs/reference/errors.md').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, code]) => code),
);

/** What may be a variable: by a prefix of those who set it, or a proxy's. */
const VARIABLE = /\b(?:(?:KIRIKAE|AWS|CLP|OCF|NODE)_\w*[A-Za-z0-9]|(?:https?|all|no)_proxy)\b/gi;

const namesIn = (text: string, pattern = VARIABLE): string[] => [...text.matchAll(pattern)].map(([name]) => name);
/** Those that the page has between backquotes. */
const told = new Set([...PAGE.matchAll(/`([A-Za-z][A-Za-z0-9_]+)`/g)].map(([, name]) => name));

/** The names by which the sources ask an environment, and the texts in them that look like one. */
const read = new Map(
  allSources
    .filter((file) => !/^packages\/(simulator|testkit|create-kirikae-plugin)\//.test(file))
    .flatMap((file) => {
      const text = textOf(file);
      const asked = [...text.matchAll(/\benv(?:\.|\[')([A-Za-z_]+)\b/g)].map(([, name]) => name ?? '');
      const quoted = [...text.matchAll(/'([A-Za-z0-9_]+)'/g)].flatMap(([, name = '']) => namesIn(name));
      return [...asked, ...quoted].map((name) => [name, file] as const);
    })
    .filter(([name]) => !CODES.has(name)),
);

/** What ships: the program with all that it is built on, and what starts it. */
const program = ['apps/cli/dist/bundle/program', ...filesIn('apps/cli/bin')].map(textOf).join('\n');

describe('the page of the environment', () => {
  it.each([...read])('has %s, which %s reads', (name) => {
    expect([...told]).toContain(name);
  });

  it('has every AWS_ variable that the built program knows, with effect or without', () => {
    const known = new Set(namesIn(program, /\bAWS_[A-Z0-9_]*[A-Z0-9]\b(?!_)/g).filter((name) => !CODES.has(name)));
    expect([...known].filter((name) => !told.has(name))).toEqual([]);
    expect(known.size).toBeGreaterThan(30);
  });

  it('has none that neither the sources nor the built program know', () => {
    const ours = [...told].filter(
      (name) => namesIn(name ?? '').length > 0 && !/^NODE_|^AWS_ENDPOINT_URL_/.test(name ?? ''),
    );
    expect(ours.filter((name) => !program.includes(name ?? ''))).toEqual([]);
    expect(ours.length).toBeGreaterThan(40);
  });
});
