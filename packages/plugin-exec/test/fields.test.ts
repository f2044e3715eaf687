import { describe, expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';

/** What `activate` says of a file that is wrong. */
async function refused(config: Record<string, unknown>) {
  const { a, calls } = await twoNodes(config);
  const { exitCode, error } = await a.activate();
  expect(exitCode).toBe(2);
  expect(calls()).toEqual([]);
  return `${error?.message} (${error?.hint})`;
}

describe('a file is refused, before any program is run, with', () => {
  const list = 'must be a list that begins with a program: [./status.sh, --quick]';
  test.each([
    ['no status', { status: undefined }, 'resources[0].status is missing (add status'],
    ['a command line in one text', { activate: './take.sh --now' }, `activate ${list}, not "./take.sh --now"`],
    ['an empty list', { deactivate: [] }, `deactivate ${list}`],
    ['an empty program', { status: [''] }, `status ${list}`],
    ['a number as an argument', { status: ['test', 1] }, 'status[1] must be text, not 1'],
    ['a NUL in an argument', { status: ['test', 'a\0b'] }, 'status[1] must not contain a NUL character'],
    ['a list as a variable', { env: { PATHS: ['/a'] } }, 'env.PATHS must be text, not a list'],
    ['a name that no variable can have', { env: { 'A=B': 'c' } }, 'the key "A=B" must be the name of a variable'],
    ['a variable of the protocol', { env: { KIRIKAE_NODE: 'b' } }, 'begins with KIRIKAE_, which kirikae sets itself'],
    ['a secret in plain text', { env: { PGPASSWORD: 'hunter-2' } }, 'env.PGPASSWORD is a secret by its name'],
    [
      'a secret in plain text for one node',
      { env: { MYSQL_PWD: { perNode: { a: { env: 'X' }, b: 'hunter-2' } } } },
      'env.MYSQL_PWD is a secret by its name, and is written here: write { env: NAME } or { file: PATH } instead',
    ],
    ['a secret that is not there', { env: { SMTP_PASS: { env: 'NOT_SET' } } }, 'the variable NOT_SET'],
    ['an empty working directory', { workingDirectory: '' }, 'workingDirectory must be a folder'],
    [
      'a key that is misspelled',
      { workingDirectry: '/tmp' },
      'unknown key workingDirectry; did you mean workingDirectory?',
    ],
    ['keep', { onDeactivate: 'keep' }, 'only this node can let go of what its programs hold'],
    ['a node that perNode does not name', { env: { SIDE: { perNode: { b: 'x' } } } }, 'no value for node a'],
  ])('%s', async (_, config, told) => {
    expect(await refused(config)).toContain(told);
  });

  test('two resources that are the same', async () => {
    const { a, put, config } = await twoNodes({ env: { ONE: '1', TWO: '2' } });
    const group = (other: object) => {
      const resources = [
        { ...config, type: 'exec', name: 'one' },
        { ...config, type: 'exec', name: 'two', ...other },
      ];
      return put('two.yaml', JSON.stringify({ version: 1, groups: { laws: { resources } } }));
    };
    const same = await a.activate({ configPath: group({ env: { TWO: '2', ONE: '1' } }) });
    expect(same).toMatchObject({ exitCode: 2, error: { code: 'TARGET_TWICE' } });
    const other = await a.activate({ configPath: group({ env: { ONE: '1', TWO: 'another' } }) });
    expect(other).toMatchObject({ exitCode: 0 });
  });
});
