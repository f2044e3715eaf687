import { execFileSync } from 'node:child_process';
import { rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { EIP, fileOf, newCluster, plus } from './cluster.ts';
import { holdBack } from './hung-file.ts';

const base = fileOf(EIP);
const bomb = Array.from(
  { length: 12 },
  (_, n) => `l${n}: &l${n} [${Array.from({ length: 9 }, () => (n ? `*l${n - 1}` : 'x')).join(', ')}]\n`,
).join('');

/** What is in the file, the code of the error, and what the last line says. */
const FILES: readonly (readonly [what: string, content: string, code: string, says: RegExp])[] = [
  ['aliases that unfold to billions', bomb + base, 'CONFIG_YAML', /not YAML: .*alias/],
  ['very many aliases', `x: &x 1\ny: [${'*x,'.repeat(60_000)}]\n`, 'CONFIG_YAML', /not YAML: .*alias/],
  ['100,000 brackets', '['.repeat(100_000), 'CONFIG_YAML', /nested too deeply/],
  ['100,000 brackets and their ends', '['.repeat(100_000) + ']'.repeat(100_000), 'CONFIG_YAML', /nested too deeply/],
  ['maps inside of maps', '{a: '.repeat(50_000), 'CONFIG_YAML', /nested too deeply/],
  ['lists inside of lists', `${'- '.repeat(100_000)}x`, 'CONFIG_YAML', /nested too deeply/],
  ['keys inside of keys', `${'? '.repeat(100_000)}x`, 'CONFIG_YAML', /nested too deeply/],
  [
    'very many keys',
    Array.from({ length: 25_000 }, (_, n) => `k${n}: 1\n`).join(''),
    'CONFIG_YAML',
    /more than 2000 keys in one map/,
  ],
  [
    'very many resources',
    fileOf(...Array.from({ length: 20_000 }, () => '{}')),
    'CONFIG_INVALID',
    /resources\[0\].type is missing/,
  ],
  ['very many errors', '"\\x'.repeat(60_000), 'CONFIG_YAML', /not YAML/],
  [
    'a key twice in a map of a node',
    `nodes: { a: {}, a: {} }\n${base}`,
    'CONFIG_YAML',
    /:1:17: not YAML: Map keys must be unique/,
  ],
  [
    '__proto__ in defaults',
    `defaults: { aws: { __proto__: { region: x } } }\n${base}`,
    'CONFIG_YAML',
    /:1:20: .*__proto__ is not allowed/,
  ],
  [
    '__proto__ in perNode',
    fileOf(plus(EIP, 'privateIp: { perNode: { __proto__: 10.0.1.10 } }')),
    'CONFIG_YAML',
    /__proto__ is not allowed/,
  ],
  ['constructor at the top', `constructor: 1\n${base}`, 'CONFIG_INVALID', /unknown key constructor/],
  [
    'constructor and prototype in defaults',
    `defaults: { constructor: { prototype: { polluted: 1 } } }\n${base}`,
    'CONFIG_INVALID',
    /no resource type begins with constructor/,
  ],
  ['prototype in a resource', fileOf(plus(EIP, 'prototype: 1')), 'CONFIG_INVALID', /unknown key prototype/],
];

it.each(FILES)('refuses a file with %s, in time', async (_, content, code, says) => {
  const { a, rewrite, writes } = await newCluster();
  await rewrite(content);
  const ended = await a.run('activate', 'web');
  expect(ended.lastLine).toMatch(new RegExp(`^kirikae: ${code} .*\\[exit 2, run \\w+\\]$`));
  expect(ended.lastLine).toMatch(says);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.lastLine.length).toBeLessThan(2_000);
  expect(writes()).toHaveLength(0);
});

it('takes a name that every object has for nothing but a name', async () => {
  const { a, rewrite } = await newCluster();
  await rewrite(`nodes: { constructor: {} }\n${base.replace('  web:', '  constructor:')}`);
  expect(await a.run('activate', 'constructor')).toMatchObject({ code: 0, stderr: '' });
  expect(await a.run('monitor', 'constructor')).toMatchObject({ code: 0 });
  expect((await a.run('activate', 'prototype')).lastLine).toContain('GROUP_UNKNOWN');
});

it('reads no file of many megabytes', async () => {
  const { a, file } = await newCluster();
  await truncate(file, 10_000_000_000);
  expect((await a.run('activate', 'web')).lastLine).toMatch(/CONFIG_TOO_BIG web: .* 10000000000 bytes, more than \d+;/);
});

it('opens nothing that is no regular file', async () => {
  const { a, file } = await newCluster();
  for (const make of [
    () => symlink('/dev/zero', file),
    () => execFileSync('mkfifo', [file]),
    () => symlink('/dev/tty', file),
  ]) {
    await rm(file);
    await make();
    const ended = await a.run('activate', 'web');
    expect(ended.lastLine).toMatch(/^kirikae: CONFIG_UNREADABLE web: .*it is not a regular file.*\[exit 2/);
  }
});

it.runIf(process.platform === 'linux')(
  'waits no longer than two seconds for a disk, and deactivates without it',
  async () => {
    const { a, file, holder } = await newCluster();
    await a.run('activate', 'web');
    await writeFile(file, base);
    await holdBack(file);
    const ended = await a.run('activate', 'web');
    expect(ended.lastLine).toMatch(/^kirikae: CONFIG_UNREADABLE web: .*no answer within 2000 ms.*\[exit 2/);
    expect(await a.run('deactivate', 'web')).toMatchObject({ code: 0 });
    expect(holder()).toBeNull();
  },
);
