import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALLOCATION, EIP, fileOf, newCluster, RECORD } from './cluster.ts';

/** Remedies that are none, and words of the library that parses the command line. */
const NONE =
  /; (correct (it|that line)|add \w+|see the file)( \(and| \[)|See more help|Parsing --|Nonexistent|Missing \d|Expected |Unexpected arg/;

const block = `version: 1
groups:
  web:
    resources:
      - name: public-address
        type: aws/eip
        allocationId: ${ALLOCATION}
`;

/** What is in the file, and the place, the sign and the remedy that must be told. */
const SIGNS: readonly (readonly [what: string, content: string, says: RegExp])[] = [
  [
    'a no-break space after a colon',
    fileOf(EIP.replace('type: ', 'type:\u00a0')),
    /:5:38: .*U\+00A0 \(no-break space\).*; type a space in its place/,
  ],
  [
    'a no-break space for indentation',
    block.replace('  web:', '\u00a0\u00a0web:'),
    /:3:1: .*U\+00A0 \(no-break space\).*; .*type a space in its place/,
  ],
  [
    'a full-width space for indentation',
    block.replace('  web:', '\u3000web:'),
    /:3:1: .*U\+3000 \(ideographic \(full-width\) space\).*; .*type a space/,
  ],
  [
    'a full-width space before a key',
    fileOf(EIP.replace(', type', ',\u3000type')),
    /:5:32: .*U\+3000 .*; type a space/,
  ],
  [
    'a full-width colon',
    block.replace('groups:', 'groups：'),
    /:2:7: .*U\+FF1A \(full-width :\).*; .*type : in its place/,
  ],
  [
    'a full-width colon in a list',
    fileOf(EIP.replace('type: ', 'type：')),
    /:5:37: .*U\+FF1A .*; .*type : in its place/,
  ],
  [
    'a full-width comma',
    fileOf(EIP.replace(', type', '，type')),
    /:5:31: .*U\+FF0C \(full-width ,\).*; .*type , in its place/,
  ],
  [
    'an ideographic comma',
    fileOf(EIP.replace(', type', '、type')),
    /:5:31: .*U\+3001 \(ideographic comma\).*; .*type , in its place/,
  ],
  [
    'full-width brackets',
    fileOf(EIP.replace('{', '｛').replace('}', '｝')),
    /:5:9: .*U\+FF5B \(full-width \{\).*; .*type \{ in its place/,
  ],
  [
    'full-width digits',
    block.replace('web:\n', 'web:\n    timeout: ３０s\n'),
    /:4:14: .*U\+FF13 \(full-width 3\).*; type 3 in its place/,
  ],
  [
    'curly quotes',
    block.replace(ALLOCATION, `“${ALLOCATION}”`),
    /:7:23: .*U\+201C \(left double quotation mark\).*; type " in its place/,
  ],
  [
    'corner brackets for quotes',
    block.replace(ALLOCATION, `「${ALLOCATION}」`),
    /:7:23: .*U\+300C \(left corner bracket\).*; type " in its place/,
  ],
  [
    'a zero-width space in a key',
    block.replace('allocationId', 'allocation\u200bId'),
    /:7:19: .*U\+200B \(zero-width space\).*; take it out/,
  ],
  [
    'a zero-width space in a value',
    block.replace(ALLOCATION, `${ALLOCATION}\u200b`),
    /:7:49: .*U\+200B \(zero-width space\).*; take it out/,
  ],
  [
    'a byte order mark in the middle',
    block.replace('  web:', '  \ufeffweb:'),
    /:3:3: .*U\+FEFF \(byte order mark\).*; .*take it out/,
  ],
  ['an en dash for a list', block.replace('- name', '– name'), /:5:7: .*U\+2013 \(en dash\).*; .*type - in its place/],
  ['a direction mark', block.replace('aws/eip', '\u202eaws/eip'), /:6:15: .*U\+202E \(direction mark\).*; take it out/],
  [
    'tabs for indentation',
    block.replace('  web:', '\tweb:'),
    /:3:1: .*(U\+0009 \(tab\)).*; correct that line: type two spaces/,
  ],
];

describe('a sign that only looks like another', () => {
  it.each(SIGNS)('is named with its place and what to type: %s', async (_, content, says) => {
    const { a, rewrite } = await newCluster();
    await rewrite(content);
    for (const command of [
      ['activate', 'web'],
      ['config', 'check'],
    ]) {
      const { code, stdout, stderr, lastLine } = await a.run(...command);
      expect(code).toBe(2);
      expect(lastLine).toMatch(/^kirikae: CONFIG_\w+ .*\[exit 2, run \w+\]$/);
      expect(command[0] === 'config' ? `${stdout}${stderr}` : lastLine).toMatch(says);
    }
  });

  it('is no fault where a text may have it', async () => {
    const { a, rewrite } = await newCluster();
    const text = RECORD.replace('type: A, value: private-ipv4', 'type: TXT, value: "（東京）：A、B"');
    await rewrite(`# ：、（）\n${fileOf(text)}`);
    expect(await a.run('config', 'check')).toMatchObject({ code: 0 });
    await rewrite(`# ：、（）\n${fileOf(text.replace('name: www,', 'nmae: www,'))}`);
    expect((await a.run('config', 'check')).lastLine).toMatch(/unknown key nmae; did you mean name\?/);
  });
});

it.each([
  [
    'a slip in type',
    fileOf(EIP.replace('type:', 'tpye:')),
    /unknown key tpye; did you mean type\?; write type for tpye in line 5/,
  ],
  [
    'no type',
    fileOf('{ name: x }'),
    /type is missing; add type: and after it the name of a resource type, as `kirikae types` lists them/,
  ],
  ['no id', fileOf('{ type: aws/eip }'), /allocationId is missing; add allocationId: and after it an? .*eipalloc-/],
  ['no groups', 'version: 1\n', /groups is missing; add groups: and after it a map/],
  [
    'another version',
    fileOf(EIP).replace('version: 1', 'version: 2'),
    /version must be 1, not 2; write 1 after version:/,
  ],
  [
    'a number for a duration',
    fileOf(EIP).replace('    res', '    timeout: 30\n    res'),
    /; write a duration such as 500ms, 10s or 2m after timeout:/,
  ],
  [
    'a map for a list',
    'version: 1\ngroups: { web: { resources: {} } }\n',
    /; write lines that begin with a hyphen and a space, two spaces further in, after resources:/,
  ],
  [
    'an address that is none',
    fileOf(RECORD.replace('private-ipv4', 'x')),
    /; write an IPv4 address, public-ipv4 or private-ipv4/,
  ],
  ['an open bracket', 'version: 1\ngroups: [\n', /; correct that line: type the bracket that is missing/],
  ['a key twice', `${fileOf(EIP)}version: 1\n`, /; correct that line: delete one of the two keys/],
])('says what to type for %s', async (_, content, says) => {
  const { a, rewrite } = await newCluster();
  await rewrite(content);
  const { lastLine, code } = await a.run('activate', 'web');
  expect(code).toBe(2);
  expect(lastLine).toMatch(says);
  expect(lastLine).not.toMatch(NONE);
});

it('says what to type for a directory, and for a file under another name', async () => {
  const { a, folder, file } = await newCluster();
  expect((await a.run('activate', 'web', '-c', folder)).lastLine).toContain(
    `it is a directory); name the file in it: --config ${file} [exit 2`,
  );
  await mkdir(join(folder, 'conf'));
  await writeFile(join(folder, 'conf', 'other.yml'), fileOf(EIP));
  expect((await a.run('activate', 'web', '-c', join(folder, 'conf'))).lastLine).toContain('conf/other.yml [exit 2');
  const yml = file.replace('.yaml', '.yml');
  await rename(file, yml);
  expect((await a.run('activate', 'web')).lastLine).toContain(
    `there is no file ${file}, but there is ${yml}: rename it; type \`mv ${yml} ${file}\`, or name it: --config ${yml} [exit 2`,
  );
  await rm(yml);
  expect((await a.run('activate', 'web')).lastLine).toContain('name the file with --config');
});

it.each([
  [['help'], /there is no command help; type `kirikae --help`/],
  [['help', 'activate'], /; type `kirikae activate --help`/],
  [['version'], /; type `kirikae --version`/],
  [['--Version'], /; type `kirikae --version`/],
  [['-V'], /; type `kirikae --version`/],
  [['-version'], /; type `kirikae --version`/],
  [['-help'], /; type `kirikae --help`/],
  [['start', 'web'], /there is no command start; type `kirikae activate web`/],
  [['strat', 'web'], /; (type `kirikae activate web`|did you mean status\?)/],
  [['stop', 'web'], /there is no command stop; type `kirikae deactivate web`/],
  [['stop'], /; type `kirikae deactivate GROUP`/],
  [['restart', 'web'], /; type `kirikae deactivate web`, then `kirikae activate web`/],
  [['actviate', 'web'], /did you mean activate\?; see `kirikae --help`/],
  [['validate'], /; type `kirikae config check`/],
  [['logs'], /; type `kirikae history`/],
  [['config', 'chek'], /did you mean check\?; type one of: kirikae config check, /],
  [['--json', 'status'], /there is no command --json; type the command first: `kirikae status --json`/],
  [['--', 'activate', 'web'], /there is no command --; type the command first: `kirikae activate GROUP`/],
  [['activate'], /GROUP is missing; see `kirikae activate --help`/],
  [['activate', 'web', 'mail'], /mail is too much: the command takes no such argument/],
  [['activate', 'web', '--', '--json'], /--json is too much/],
  [['activate', 'web', '--jsn'], /there is no flag --jsn; did you mean --json\?/],
  [['activate', 'web', '--one', '--two'], /there is no flag --one/],
  [['activate', 'web', '-x'], /there is no flag -x/],
  [['activate', 'web', '--config'], /--config has no value: write it after the flag/],
  [['activate', 'web', '--timeout'], /--timeout has no value/],
  [['activate', 'web', '--manager'], /--manager has no value: write one of clusterpro, pacemaker/],
  [['activate', 'web', '--manager', 'heartbeat'], /--manager=heartbeat is none of clusterpro, pacemaker/],
  [['activate', 'web', '--log-level', 'loud'], /--log-level=loud is none of debug, info, warn, error/],
  [['activate', 'web', '--timeout', '0s'], /--timeout must be a duration such as/],
  [['activate', 'web', '--json=yes'], /--json=yes has a value, and --json takes none/],
  [['activate', 'web', '--config', 'a', '--config', 'b'], /--config is there twice: write it once/],
  [['history', '--limit', 'x'], /--limit: x is not a whole number/],
  [['history', '--limit', '0'], /--limit: 0 is less than 1/],
  [['script', 'heartbeat', '--group', 'web'], /heartbeat is none of clusterpro, pacemaker/],
  [['script', 'pacemaker'], /--group is missing/],
  [['types', 'a', 'b'], /b is too much/],
])('says in its own words what is wrong with %j', async (args, says) => {
  const { a, writes } = await newCluster();
  const { code, stdout, stderr, lastLine } = await a.run(...args);
  expect(code).toBe(2);
  if (args[0] === '--json') expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2 });
  else expect(stdout).toBe('');
  expect(lastLine).toMatch(/^kirikae: USAGE_\w+ .*; .*\[exit 2, run \w+\]$/);
  expect(lastLine).toMatch(says);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(NONE);
  expect(writes()).toHaveLength(0);
});
