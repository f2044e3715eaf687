import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { groupOf, readConfig } from '../src/file/config.ts';
import { ConfigError } from '../src/file/config-problem.ts';
import { newFolder } from './bench.ts';

async function read(text: string) {
  const path = join(await newFolder(), 'kirikae.yaml');
  await writeFile(path, text);
  return readConfig(path);
}

/** What is wrong in a file, as `LINE:COLUMN: path: reason [remedy]`. */
async function wrongs(text: string): Promise<string[]> {
  const error = await read(text).then(
    () => undefined,
    (thrown) => thrown,
  );
  if (error === undefined) return [];
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).problems.map(
    ({ message, hint }) => `${message.replace(/^.*kirikae\.yaml:/, '')} [${hint}]`,
  );
}

/** A file with one group, whose lines are given; the first is line 4. */
const group = (...lines: string[]) => `version: 1\ngroups:\n  web:\n${lines.map((line) => `    ${line}\n`).join('')}`;
const one = (field: string) => group('resources:', `  - { type: memory/slot, ${field} }`);

describe('what is wrong is told with its place and what to do', () => {
  test.each([
    [
      'an unknown key',
      group('timout: 1s', 'resources: [{ type: x/y }]'),
      '4:5: groups.web: unknown key timout; did you mean timeout? [write timeout for timout in line 4]',
    ],
    [
      'an unknown key at the top',
      'version: 1\ngroup: {}\ngroups: {}\n',
      '2:1: unknown key group; did you mean groups? [write groups for group in line 2]',
    ],
    ['a missing key', 'groups: {}\n', '1:1: version is missing [add version: 1]'],
    [
      'a missing key of a resource',
      group('resources: [{ name: x }]'),
      '4:17: groups.web.resources[0].type is missing [add type: and after it the name of a resource type, as `kirikae types` lists them]',
    ],
    ['another version', 'version: 2\ngroups: {}\n', '1:10: version must be 1, not 2 [write 1 after version:]'],
    [
      'a list for a map',
      'version: 1\ngroups: []\n',
      '2:1: groups must be a map, not a list [write lines of KEY: VALUE, two spaces further in, after groups:]',
    ],
    [
      'nothing for a map',
      'version: 1\ngroups:\n',
      '2:1: groups must be a map, not nothing [write lines of KEY: VALUE, two spaces further in, after groups:]',
    ],
    [
      'text for true or false',
      one('required: "yes"'),
      '5:40: groups.web.resources[0].required must be true or false, not "yes" [write true or false after required:]',
    ],
    [
      'one of three words',
      one('onDeactivate: kep'),
      '5:44: groups.web.resources[0].onDeactivate must be release or keep or keep-when-moving, not "kep"; did you mean keep? [write release or keep or keep-when-moving after onDeactivate:]',
    ],
    [
      'a number for a duration',
      group('timeout: 25', 'resources: [{ type: x/y }]'),
      '4:14: groups.web.timeout must be a duration such as 500ms, 10s or 2m, not 25 [write a duration such as 500ms, 10s or 2m after timeout:]',
    ],
    [
      'a duration without a unit',
      group('timeout: "25"', 'resources: [{ type: x/y }]'),
      '4:14: groups.web.timeout must be a duration such as 500ms, 10s or 2m, not "25" [write a duration such as 500ms, 10s or 2m after timeout:]',
    ],
    [
      'no duration at all',
      group('timeout: 0s', 'resources: [{ type: x/y }]'),
      '4:14: groups.web.timeout must be longer than 0 [write a duration such as 10s after timeout:]',
    ],
    [
      'neither of two ways',
      group('unknownTolerance: never', 'resources: [{ type: x/y }]'),
      '4:23: groups.web.unknownTolerance must be forever or a duration such as 10s, not "never" [write forever or a duration such as 10s after unknownTolerance:]',
    ],
    [
      'a name with a space',
      'version: 1\ngroups: { "a b": { resources: [{ type: x/y }] } }\n',
      '2:11: groups.a b: the key "a b" must be a name: A-Z, a-z, digits, dots, hyphens and underscores, at most 63, a letter or digit first [write in place of a b a name: A-Z, a-z, digits, dots, hyphens and underscores, at most 63, a letter or digit first]',
    ],
    [
      'two groups that differ by case alone',
      'version: 1\ngroups: { web: { resources: [{ type: x/y }] }, Web: { resources: [{ type: x/y }] } }\n',
      '2:48: groups.Web: Web differs from web by case alone [give one of them another name]',
    ],
    [
      'two nodes that differ by case alone',
      'version: 1\nnodes: { db_1: {}, DB_1: {} }\ngroups: { web: { resources: [{ type: x/y }] } }\n',
      '2:20: nodes.DB_1: DB_1 differs from db_1 by case alone [give one of them another name]',
    ],
    [
      'two resources that differ by case alone',
      group('resources: [{ type: x/y }, { type: x/y, name: Y }]'),
      /resources\[1\]: the name Y differs from y by case alone/,
    ],
    [
      'two strategies that differ by case alone',
      group('strategy: a', 'strategies: { a: [{ type: x/y }], A: [{ type: x/y }] }'),
      /groups\.web\.strategies\.A: A differs from a by case alone/,
    ],
    ['a name that is too long', one(`name: ${'a'.repeat(64)}`), /must be a name: .* not "aaa/],
    ['an inherited name', 'version: 1\nconstructor: 1\ngroups: {}\n', /2:1: unknown key constructor/],
  ])('%s', async (_, text, message) => {
    const found = await wrongs(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
  });

  test('all of it at once; the error itself tells the first and how many more', async () => {
    const error = await read('version: 2\nx: 1\ngroups: {}\n').catch((thrown) => thrown);
    expect(error.problems).toHaveLength(2);
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^cannot use \S+, 2 problems, the first at 1:10: version must be 1, not 2$/),
      hint: 'write 1 after version:, then mend the others',
    });
  });
});

describe('a group', () => {
  const strategies = (...lines: string[]) => group('strategy: one', 'strategies:', ...lines.map((line) => `  ${line}`));

  test.each([
    [
      'names a strategy that is there',
      group('strategy: on', 'strategies: { one: [{ type: x/y }] }'),
      '4:15: groups.web.strategy: there is no strategy on; did you mean one? [the strategies here are: one]',
    ],
    [
      'names one if it has some',
      group('strategies: { one: [{ type: x/y }] }'),
      '3:3: groups.web has strategies, but strategy does not say which is in use [add strategy: one]',
    ],
    [
      'names none if it has none',
      group('strategy: one', 'resources: [{ type: x/y }]'),
      '4:15: groups.web.strategy: there is no strategy one [the strategies here are: none]',
    ],
    ['has resources', group('resources: []'), '3:3: groups.web has no resources [add one under resources:]'],
    [
      'has a name once',
      group('resources: [{ type: x/y }, { type: z/y }]'),
      '4:32: groups.web.resources[1]: the name y is taken by another resource of this group [give one of them another name]',
    ],
    [
      'has a name once, also across its lists',
      group('strategy: one', 'resources: [{ type: x/y }]', 'strategies: { one: [{ type: x/y }] }'),
      /6:25: groups.web.strategies.one\[0\]: the name y is taken/,
    ],
    [
      'waits for what is there',
      group('resources: [{ type: x/one }, { type: x/two, after: [oen] }]'),
      '4:57: groups.web.resources[1].after[0]: there is no resource oen in use with it; did you mean one? [the names are: one, two]',
    ],
    [
      'does not wait for itself',
      one('after: [slot]'),
      '5:30: groups.web.resources[0].after: slot waits for itself [take one name out of an after]',
    ],
    [
      'does not wait in a circle',
      group('resources: [{ type: x/one, after: [two] }, { type: x/two }, { type: x/six, after: [] }]'),
      /4:32: groups.web.resources\[0\].after: one, two wait for each other/,
    ],
    [
      'is given time enough for each',
      group('timeout: 5s', 'resources: [{ type: x/y, timeout: 1m }]'),
      "5:39: groups.web.resources[0].timeout: 1m is longer than the group's 5s [raise timeout of web]",
    ],
    [
      'writes a resource the same in two strategies',
      strategies('one: [{ type: x/y, a: 1 }]', 'two: [{ type: x/y, a: 2 }]'),
      '7:13: groups.web.strategies.two[0]: y is written otherwise in another strategy [write both the same, or give one another name]',
    ],
  ])('%s', async (_, text, message) => {
    const found = await wrongs(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
  });

  test('may write a resource in two strategies with its keys in another order', async () => {
    expect(
      await wrongs(
        strategies('one: [{ type: x/y, a: 1, b: { c: 1, d: 2 } }]', 'two: [{ b: { d: 2, c: 1 }, a: 1, type: x/y }]'),
      ),
    ).toEqual([]);
  });

  test('tells what is wrong under `resources` once, not once a strategy', async () => {
    const text = group('strategy: one', 'resources: [{ type: x/y, after: [z] }]', 'strategies: { one: [], two: [] }');
    expect(await wrongs(text)).toHaveLength(1);
  });

  test('that is not there is told with the nearest and with all that are', async () => {
    const config = await read(
      'version: 1\ngroups: { web: { resources: [{ type: x/y }] }, db: { resources: [{ type: x/y }] } }\n',
    );
    expect(() => groupOf(config, 'we')).toThrow(
      expect.objectContaining({ code: 'GROUP_UNKNOWN', hint: 'its groups are: web, db' }),
    );
    expect(() => groupOf(config, 'constructor')).toThrow(expect.objectContaining({ code: 'GROUP_UNKNOWN' }));
    expect(groupOf(config, 'db').resources).toHaveLength(1);
  });
});

test('nothing in a file reaches the prototype of anything', async () => {
  await wrongs('version: 1\n"__proto__": { polluted: 1 }\ngroups: {}\n').catch(() => []);
  await wrongs('version: 1\ndefaults: { constructor: { prototype: { polluted: 1 } } }\ngroups: {}\n');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
