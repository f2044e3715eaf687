import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALLOCATION, EIP, fileOf, newCluster, plus, RECORD, ZONE } from './cluster.ts';

const base = fileOf(EIP);

it('refuses public-ipv4 beside an address that moves to the same place', async () => {
  const { a, rewrite, writes } = await newCluster();
  const [at] = a.simulated.interfaces;
  if (at) at.publicIpv4 = '198.51.100.1';
  await rewrite(fileOf(EIP, RECORD.replace('private-ipv4', 'public-ipv4')));
  const ended = await a.run('activate', 'web');
  expect(ended.code).toBe(2);
  expect(ended.lastLine).toMatch(
    /^kirikae: TARGET_ASSUMED web: \S+:\d+:\d+: groups\.web\.resources\[1\]: www uses the public address of .*, which public-address moves; write the address/,
  );
  expect(writes()).toHaveLength(0);
});

it('refuses to act as another instance than the file has under its name, naming both; `config show` and history do not ask', async () => {
  const { a, rewrite, calls } = await newCluster();
  await rewrite(`nodes: { web-1: { instanceId: i-0123456789abcdeff } }\n${base}`);
  for (const command of ['activate', 'monitor', 'status']) {
    const ended = await a.run(command, 'web');
    expect([command, ended.code]).toEqual([command, 2]);
    expect(ended.lastLine).toMatch(
      /^kirikae: NODE_IS_ANOTHER web: this is instance i-0123456789abcdefa, but nodes\.web-1 in the file says i-0123456789abcdeff; correct instanceId under nodes\.web-1/,
    );
  }
  expect((await a.run('config', 'check')).lastLine).toContain('NODE_IS_ANOTHER');
  const others = await Promise.all([a.run('config', 'show'), a.run('history')]);
  expect(others.map(({ code }) => code)).toEqual([0, 0]);
  expect(calls()).toHaveLength(0);
});

it.each([
  ['kirikae.yml', 'kirikae.yaml'],
  ['kirikae.yaml.txt', 'kirikae.yaml'],
])('names %s, which is there, when %s is not', async (there, asked) => {
  const { a, folder } = await newCluster();
  const path = join(folder, 'web-1', asked);
  await writeFile(join(folder, 'web-1', there), base);
  const ended = await a.run('activate', 'web', '--config', path);
  expect(ended.code).toBe(2);
  expect(ended.lastLine).toContain(`there is no file ${path}, but there is ${join(folder, 'web-1', there)}: rename it`);
});

it('names the file that is not there, and both ways to name another', async () => {
  const { a, folder } = await newCluster();
  const ended = await a.run('activate', 'web', '-c', join(folder, 'none.yaml'));
  expect(ended.code).toBe(2);
  expect(ended.lastLine).toMatch(
    /^kirikae: CONFIG_NOT_FOUND web: .*\/none\.yaml; name the file with --config or KIRIKAE_CONFIG \[exit 2/,
  );
});

it('names a directory that was given for the file', async () => {
  const { a, folder } = await newCluster();
  const ended = await a.run('activate', 'web', '-c', folder);
  expect(ended.code).toBe(2);
  expect(ended.lastLine).toMatch(/^kirikae: CONFIG_UNREADABLE web: .*it is a directory/);
});

it('reads a file with a byte order mark and CRLF as any other', async () => {
  const { a, rewrite, holder } = await newCluster();
  await rewrite(`\ufeff${base}`.replaceAll('\n', '\r\n'));
  expect(await a.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(holder()).toBe('web-1');
});

it.each([
  [
    'an unknown group',
    ['activate', 'wbe'],
    /GROUP_UNKNOWN wbe: .* has no group wbe; did you mean web\?; its groups are: web \[/,
  ],
  [
    'an unknown command',
    ['actviate', 'web'],
    /USAGE_COMMAND there is no command actviate; did you mean activate\?; see `kirikae --help`/,
  ],
  [
    'an unknown command of two words',
    ['config', 'chek'],
    /USAGE_COMMAND there is no command config chek; did you mean check\?/,
  ],
  [
    'an unknown flag',
    ['activate', 'web', '--dry-rum'],
    /USAGE_FLAG there is no flag --dry-rum; did you mean --dry-run\?; see `kirikae activate --help`/,
  ],
  [
    'an unknown flag of two words',
    ['config', 'check', '--jsn'],
    /USAGE_FLAG there is no flag --jsn; did you mean --json\?; see `kirikae config check --help`/,
  ],
  [
    'a time-out that is none',
    ['activate', 'web', '--timeout', 'soon'],
    /USAGE_FLAG --timeout must be a duration such as 500ms, 10s or 2m, not soon; see/,
  ],
  [
    'a reason that is none',
    ['deactivate', 'web', '--reason', 'mov'],
    /USAGE_FLAG .*--reason=mov.* stop, move, failover, restart; see/,
  ],
  ['no group', ['activate'], /USAGE_FLAG GROUP is missing; see `kirikae activate --help`/],
  [
    'a node name that is none',
    ['activate', 'web', '--node', 'web 1'],
    /NODE_NAME web: web 1 is not a name for a node; use letters/,
  ],
  [
    'an unknown type',
    ['types', 'aws/epi'],
    /TYPE_UNKNOWN there is no resource type aws\/epi; did you mean aws\/eip\?; the types are/,
  ],
])('refuses %s with 2 and the remedy', async (_, args, says) => {
  const { a, writes } = await newCluster();
  const ended = await a.run(...args);
  expect(ended.code).toBe(2);
  expect(ended.lastLine).toMatch(says);
  expect(ended.lastLine).toMatch(/\[exit 2, run \w+\]$/);
  expect(writes()).toHaveLength(0);
});

it('tells every error of a file with config check, and how many there are otherwise', async () => {
  const { a, rewrite } = await newCluster();
  await rewrite(fileOf(plus(EIP.replace(ALLOCATION, 'x'), 'takover: always'), RECORD.replace(ZONE, 'a_b')));
  const ended = await a.run('activate', 'web');
  expect(ended.lastLine).toMatch(/ cannot use \S+, 3 problems, the first at 5:\d+: .*, then mend the others \[/);
  const checked = await a.run('config', 'check');
  expect(checked.stdout.match(/^\S+kirikae\.yaml:\d+:\d+: .+$/gm)).toHaveLength(3);
  expect(checked.lastLine.replace(/run \w+/, '')).toBe(ended.lastLine.replace(' web: ', ' ').replace(/run \w+/, ''));
});
