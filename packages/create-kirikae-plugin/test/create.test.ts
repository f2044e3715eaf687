import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const BIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

async function create(...args: string[]) {
  const cwd = await mkdtemp(join(tmpdir(), 'kirikae-create-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const run = (...more: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [BIN, ...more], { cwd }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  return { cwd, run, ...(await run(...args)) };
}

describe('create-kirikae-plugin', () => {
  test('makes a whole package, and says what to do next', async () => {
    const { cwd, code, stdout } = await create('acme-thing');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Made acme-thing with the resource type acme\/thing in acme-thing\. Next:\n\n {2}cd acme-thing\n {2}npm install\n {2}npm test\n/,
    );
    expect((await readdir(join(cwd, 'acme-thing'), { recursive: true })).sort()).toEqual([
      '.gitignore',
      'README.md',
      'package.json',
      'src',
      'src/ask.ts',
      'src/errors.ts',
      'src/index.ts',
      'src/resolved.ts',
      'src/resource.ts',
      'src/schema.ts',
      'src/status.ts',
      'src/thing.ts',
      'test',
      'test/contract.test.ts',
      'tsconfig.json',
    ]);
  });

  test.each([
    ['@acme/balancer', 'balancer', 'acme/balancer'],
    ['kirikae-plugin-acme-dns-zone', 'kirikae-plugin-acme-dns-zone', 'acme/dns-zone'],
    ['@acme/kirikae-plugin-queue', 'kirikae-plugin-queue', 'acme/queue'],
    ['haproxy', 'haproxy', 'haproxy/haproxy'],
    ['@acme/pool.v2', 'pool.v2', 'acme/pool-v2'],
  ])('%s makes the type by its name', async (name, folder, type) => {
    const { cwd, code } = await create(name);
    expect(code).toBe(0);
    const read = (path: string) => readFile(join(cwd, folder, path), 'utf8');
    expect(JSON.parse(await read('package.json')).name).toBe(name);
    expect(await read('src/thing.ts')).toContain(`type: '${type}'`);
    expect(await read('README.md')).toContain(`plugins: ["${name}"]`);
    for (const path of ['package.json', 'README.md', 'src/resource.ts', 'src/thing.ts', 'test/contract.test.ts'])
      expect(await read(path)).not.toMatch(/acme-thing|acme\/thing/);
  });

  test.each([
    [[], /there must be one name; npm create kirikae-plugin NAME/],
    [['a-b', 'c-d'], /there must be one name/],
    [['Acme Thing'], /Acme Thing is no name for a package; use lower case letters/],
    [['../x'], /\.\.\/x is no name for a package/],
    [['kirikae-plugin'], /says nothing of what it is for; add a word/],
    [['aws-thing'], /types aws\/... come with kirikae; begin the name with another word/],
    [['exec-thing'], /types exec\/... come with kirikae; begin/],
    [['fs'], /fs is a module of Node\.js; add a word/],
    [['node_modules'], /node_modules is no name for a package/],
    [[`acme-${'x'.repeat(64)}`], /x is too long for a type; 63 characters/],
    [['acme-thing', '--dir='], /--dir names no folder; write --dir DIR/],
    [['a-b', '--folder', 'x'], /Unknown option '--folder'.*; see --help/],
  ])('%j ends in 2 and writes nothing', async (args, sentence) => {
    const { cwd, code, stderr } = await create(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
    expect(await readdir(cwd)).toEqual([]);
  });

  test.each([
    ['@acme/thing-two', 'acme/thing-two'],
    ['@other-acme/thing', 'other/acme-thing'],
    ['acme-thing-2', 'acme/thing-2'],
  ])('%s, in which a placeholder of the template occurs, is taken as it is', async (name, type) => {
    const { cwd, run } = await create('--help');
    expect(await run(name, '--dir', 'here')).toMatchObject({ code: 0 });
    const read = (path: string) => readFile(join(cwd, 'here', path), 'utf8');
    expect(JSON.parse(await read('package.json')).name).toBe(name);
    expect(await read('src/thing.ts')).toContain(`type: '${type}'`);
  });

  test('the harness that it makes is not long: a back end of 60 lines at most', async () => {
    const { cwd } = await create('acme-thing');
    const text = await readFile(join(cwd, 'acme-thing/test/contract.test.ts'), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(60);
  });

  test('a folder that has something in it is left alone, an empty one is used', async () => {
    const { cwd, run } = await create('--help');
    await mkdir(join(cwd, 'full'));
    await writeFile(join(cwd, 'full/own.txt'), 'mine');
    await mkdir(join(cwd, 'empty'));
    expect(await run('acme-thing', '--dir', 'full')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('full is not empty'),
    });
    expect(await run('acme-thing', '--dir', 'full/own.txt')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('(ENOTDIR)'),
    });
    expect(await readdir(join(cwd, 'full'))).toEqual(['own.txt']);
    expect(await run('acme-thing', '--dir', 'empty')).toMatchObject({ code: 0 });
  });
});

test('the template asks for the versions that kirikae itself is built with', async () => {
  const read = async (path: string) =>
    JSON.parse(await readFile(fileURLToPath(new URL(path, import.meta.url)), 'utf8'));
  const [{ dependencies, devDependencies }, own, root, core, kit] = await Promise.all(
    [
      '../template/package.json',
      '../package.json',
      '../../../package.json',
      '../../core/package.json',
      '../../testkit/package.json',
    ].map(read),
  );
  expect({ ...dependencies, ...devDependencies }).toEqual({
    '@kirikae/core': core.version,
    '@kirikae/testkit': kit.version,
    zod: own.devDependencies.zod,
    vitest: own.devDependencies.vitest,
    typescript: root.devDependencies.typescript,
    '@types/node': root.devDependencies['@types/node'],
  });
});
