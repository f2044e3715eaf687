import { describe, expect, it } from 'vitest';
import { allSources, filesIn } from '../repository.ts';
import { entries } from './arrows.ts';
import { exportsOf, ownExports } from './exports.ts';
import { usersOf } from './users.ts';

/** The entries whose names are decided, not happened: the lists stand in `exports/`. */
const LISTED: Readonly<Record<string, string>> = {
  core: '@kirikae/core',
  machinery: '@kirikae/core/machinery',
  engine: '@kirikae/engine',
  aws: '@kirikae/aws',
  testkit: '@kirikae/testkit',
};
const RENEW = 'if that is meant, renew the list: npx vitest run --project @kirikae/test test/architecture/exports -u';

const exportsAt = (entry: string) => exportsOf(entries.get(entry) ?? `no source of ${entry}`);

describe('the names that a package gives', () => {
  it.each(Object.entries(LISTED))('%s are those of its list', async (list, entry) => {
    const lines = exportsAt(entry).map(({ name, kind }) => `${name} (${kind})`);
    expect(filesIn('test/architecture/exports')).toContain(`test/architecture/exports/${list}.txt`);
    await expect(`${lines.sort().join('\n')}\n`, RENEW).toMatchFileSnapshot(`exports/${list}.txt`);
  });

  it('are at most 40 in the book', () => {
    expect(exportsAt('@kirikae/core').length).toBeLessThanOrEqual(40);
  });
});

/** Written for others than us: what they take nobody here needs to. */
const PUBLIC = ['@kirikae/core', '@kirikae/aws', '@kirikae/testkit'];

/** What only tests import, and why it is not left inside. */
const FOR_TESTS: Readonly<Record<string, string>> = {
  concealEnvironment: 'happens when the module is loaded; shown with environments of its own',
  bootByClock: 'the name of a boot where the kernel gives none, which no test machine is',
  listen: 'how a run is known where there is no /proc, which no test machine is',
  putTicket: 'the one step of drawing a ticket in which two runs can meet',
  nameNode: 'which of the names in a file is meant, shown for each way to write one',
  taskkillCommand: 'what is run on Windows, which no test machine is',
  canAsk: 'whether there is somebody to ask, shown with and without a terminal',
};

describe('an exported name', () => {
  const given = new Set(PUBLIC.flatMap(exportsAt).map(({ file, written }) => `${file} ${written}`));
  const inside = allSources.flatMap(ownExports).filter(({ file, written }) => !given.has(`${file} ${written}`));
  const isTest = (file: string): boolean => /(^|\/)(test|template)\//.test(file);

  it('is imported by another file', () => {
    const dead = inside.filter((each) => each.name !== 'default' && usersOf(each).length === 0);
    expect(dead.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
  });

  it('is imported by more than tests, or says why not', () => {
    const tested = inside.filter((each) => usersOf(each).length > 0 && usersOf(each).every(isTest));
    expect(tested.map(({ name }) => name).sort()).toEqual(Object.keys(FOR_TESTS).sort());
  });

  it('means one thing in the whole house; the same step of two plugins has one name, in one file', () => {
    const places = new Map<string, string[]>();
    for (const { name, kind, file } of allSources.flatMap(ownExports))
      if (kind === 'function') places.set(name, [...new Set([...(places.get(name) ?? []), alike(file)])]);
    expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  const alike = (file: string): string => file.replace(/^packages\/plugin-[^/]+\//, 'packages/plugin-*/');
});
