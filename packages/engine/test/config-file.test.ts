import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/file/config.ts';
import { newFolder } from './bench.ts';

const GOOD = 'version: 1\ngroups:\n  web:\n    resources:\n      - { type: memory/slot }\n';

async function read(content: string | Uint8Array) {
  const path = join(await newFolder(), 'kirikae.yaml');
  await writeFile(path, content);
  return readConfig(path);
}

const fails = (content: string | Uint8Array, code: string, ...texts: (string | RegExp)[]) =>
  expect(
    read(content).then(
      () => ({}),
      (error) => error,
    ),
  ).resolves.toMatchObject({
    code,
    kind: 'usage',
    message: expect.stringMatching(
      new RegExp(texts.map((text) => (text instanceof RegExp ? text.source : text)).join('.*')),
    ),
  });

describe('the file is read', () => {
  test.each([
    ['as it is', GOOD],
    ['with a byte order mark', `\ufeff${GOOD}`],
    ['with CRLF', GOOD.replaceAll('\n', '\r\n')],
    ['as JSON, which is YAML', '{"version":1,"groups":{"web":{"resources":[{"type":"memory/slot"}]}}}'],
  ])('%s', async (_, text) => {
    const { content, file } = await read(text);
    expect(content.groups['web']).toMatchObject({ timeout: 25_000, monitorTimeout: 8_000, whenUnknown: 'ok' });
    expect(file.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test('and its digest tells two files apart that differ by one byte', async () => {
    expect((await read(GOOD)).file.digest).toBe((await read(GOOD)).file.digest);
    expect((await read(`${GOOD} `)).file.digest).not.toBe((await read(GOOD)).file.digest);
  });

  test('and a place in it is right behind a byte order mark and with CRLF', () =>
    fails(
      `\ufeff${GOOD.replace('web:', 'web:\r\n    strategie: x')}`,
      'CONFIG_INVALID',
      'kirikae.yaml:4:5: groups.web: unknown key strategie',
    ));
});

describe('the file is refused', () => {
  test.each([
    ['UTF-16, little end first', Buffer.from(`\ufeff${GOOD}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${GOOD}`, 'utf16le').swap16()],
  ])('as %s', (_, bytes) => fails(bytes, 'CONFIG_ENCODING', 'UTF-16'));

  test('with the line in which it is not UTF-8', () =>
    fails(
      Buffer.concat([Buffer.from(GOOD), Buffer.from([0x23, 0x20, 0xe9, 0x0a])]),
      'CONFIG_ENCODING',
      'first in line 6',
    ));

  test.each([
    ['not YAML', 'version: 1\ngroups: [\n', ':3:1: not YAML'],
    [
      'a group that is there as a number and as a text',
      'groups:\n  1: {}\n  "1": {}\n',
      ':3:3: not YAML: Map keys must be unique',
    ],
    ['a key that is there twice', 'version: 1\nversion: 1\n', ':2:1: not YAML: Map keys must be unique'],
    ['a tab', 'version: 1\ngroups:\n\tweb: 1\n', ':3:1: not YAML.*[Tt]ab'],
    ['several documents', 'version: 1\n---\nversion: 1\n', ':2:1: not YAML.*multiple documents'],
    ['a tag that means nothing', 'version: !foo 1\n', ':1:10: not YAML.*!foo'],
    ['an alias without an anchor', 'version: *x\n', ':1:10: not YAML: there is no anchor &x'],
    ['a key __proto__', 'version: 1\ngroups:\n  __proto__: {}\n', ':3:3: not YAML: the key __proto__ is not allowed'],
  ])('for %s, with line and column', (_, text, message) => fails(text, 'CONFIG_YAML', message));

  test('for aliases that unfold to billions', () => {
    const lines = Array.from(
      { length: 12 },
      (_, n) =>
        `l${n}: &l${n} [${Array(9)
          .fill(n ? `*l${n - 1}` : 'x')
          .join(', ')}]`,
    );
    return fails(lines.join('\n'), 'CONFIG_YAML', 'alias');
  });

  test.each([
    ['is empty', '', 'the file must be a map, not nothing'],
    ['is a list', '- 1\n', 'the file must be a map, not a list'],
    ['is a word', 'hello\n', 'the file must be a map, not "hello"'],
  ])('when it %s', (_, text, message) => fails(text, 'CONFIG_INVALID', ':1:1: ', message));

  test('when it is too big', () => fails(' '.repeat(1_000_001), 'CONFIG_TOO_BIG', '1000001 bytes'));

  test.each(['kirikae.yml', 'kirikae.yaml.txt', 'Kirikae.YAML'])(
    'when it is not there, naming %s beside it',
    async (other) => {
      const folder = await newFolder();
      await writeFile(join(folder, other), GOOD);
      await expect(readConfig(join(folder, 'kirikae.yaml'))).rejects.toMatchObject({
        code: 'CONFIG_NOT_FOUND',
        message: expect.stringContaining(`but there is ${join(folder, other)}: rename it`),
      });
    },
  );

  test('when it is not there, and nor is its folder', async () => {
    const path = join(await newFolder(), 'none', 'kirikae.yaml');
    await expect(readConfig(path)).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: expect.stringMatching(/kirikae\.yaml$/),
    });
  });

  test('when it is a directory or no file at all', async () => {
    const folder = await newFolder();
    await expect(readConfig(folder)).rejects.toMatchObject({ message: expect.stringContaining('it is a directory') });
    await expect(readConfig('/dev/null')).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: expect.stringContaining('it is not a regular file'),
    });
  });

  test('when anybody may write to it', async () => {
    const path = join(await newFolder(), 'kirikae.yaml');
    await writeFile(path, GOOD);
    await chmod(path, 0o666);
    await expect(readConfig(path)).rejects.toMatchObject({
      code: 'CONFIG_UNSAFE',
      hint: expect.stringContaining(`chmod o-w ${path}`),
    });
    await rm(path);
  });
});
