import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from './binary.ts';
import { newCluster } from './cluster.ts';

/** The commands of the guide, in their order, a list for each of its blocks. */
async function commandsOfGuide(): Promise<string[][]> {
  const guide = await readFile(join(ROOT, 'apps/docs/guides/write-a-resource-type.md'), 'utf8');
  return [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim().split('\n'));
}

/** Runs npm as a person would, with the Node.js of these tests and what this machine says of registry and cache: its user may have no home. */
function npm(cwd: string, ...args: string[]): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?!config_(registry|cache)$)|^VITEST|^NODE_(ENV|OPTIONS|PATH)$/.test(name),
    ),
  );
  // the machine's own certificates, which its registry may need: the pinned Node.js brings a list of its own
  const path = `${dirname(process.execPath)}:${env['PATH']}`;
  return new Promise((resolve, reject) => {
    execFile(
      'npm',
      args,
      { cwd, env: { ...env, PATH: path, CI: '1', NODE_USE_SYSTEM_CA: '1' }, maxBuffer: 2 ** 26 },
      (error, out, err) =>
        error ? reject(new Error(`npm ${args.join(' ')}: ${error.code}\n${out}\n${err}`)) : resolve(out),
    );
  });
}

/** The packages as they would be published, by name. */
async function pack(folder: string): Promise<Record<string, string>> {
  for (const name of ['core', 'engine', 'testkit', 'create-kirikae-plugin'])
    await npm(join(ROOT, 'packages', name), 'pack', '--pack-destination', folder, '--ignore-scripts');
  const files = await readdir(folder);
  return Object.fromEntries(files.map((file) => [file.replace(/-\d.*$/, ''), join(folder, file)]));
}

/** Has a package take kirikae's packages from files: they may not be published yet. */
async function takeFromFiles(folder: string, packed: Record<string, string>): Promise<void> {
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.dependencies['@kirikae/core'] = `file:${packed['kirikae-core']}`;
  manifest.devDependencies['@kirikae/testkit'] = `file:${packed['kirikae-testkit']}`;
  manifest.devDependencies['@kirikae/engine'] = `file:${packed['kirikae-engine']}`; // of the test kit
  await writeFile(path, JSON.stringify(manifest));
}

/** Acme, as the template has it. */
async function startAcme() {
  const things = new Map<string, { holder: string; version: string }>();
  let versions = 0;
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://acme');
    const body = (await request.toArray()).join('');
    if (request.method === 'PUT') things.set(pathname, { ...JSON.parse(body), version: `v${++versions}` });
    if (request.method === 'DELETE' && things.get(pathname)?.version === searchParams.get('version'))
      things.delete(pathname);
    const held = things.get(pathname);
    response.writeHead(held ? 200 : 404).end(held && JSON.stringify(held));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { things, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it('a plugin that was made by the guide passes the laws outside the repository, and the binary uses it', async () => {
  const packed = await pack(await mkdtemp(join(tmpdir(), 'kirikae-packed-')));
  onTestFinished(() => rm(dirname(packed['kirikae-core'] ?? '/nowhere'), { recursive: true, force: true }));
  const { a, b, folder, rewrite } = await newCluster();
  const [[create, enter, ...rest] = [], uses, ...others] = await commandsOfGuide();
  expect([create, enter, rest]).toEqual([
    'npm create kirikae-plugin acme-thing',
    'cd acme-thing',
    ['npm install', 'npm test', 'npm run build'],
  ]);
  expect(others).toEqual([]);

  await npm(
    folder,
    'exec',
    '--yes',
    `--package=${packed['create-kirikae-plugin']}`,
    '--',
    'create-kirikae-plugin',
    'acme-thing',
  );
  const home = join(folder, 'acme-thing');
  await takeFromFiles(home, packed);
  const said: string[] = [];
  for (const command of rest) said.push(await npm(home, ...command.split(' ').slice(1)));
  expect(said[1]).toMatch(/Tests .*17 passed/);

  const acme = await startAcme();
  await rewrite(`version: 1
plugins: ["./acme-thing"]
groups:
  web:
    resources:
      - { type: acme/thing, endpoint: "${acme.url}", thing: one }
`);
  const shown: string[] = [];
  for (const command of uses ?? []) {
    const [program, ...args] = command.split(' ');
    expect([program, await a.run(...args)]).toMatchObject(['kirikae', { code: 0 }]);
    shown.push((await a.run(...args)).stdout);
  }
  expect(shown).toEqual([
    expect.stringContaining('the address of Acme\n'),
    expect.anything(),
    expect.stringContaining('take one'),
  ]);
  expect(acme.things.size).toBe(0);

  expect(await a.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(await b.run('activate', 'web')).toMatchObject({ code: 0 });
  expect([...acme.things.values()]).toMatchObject([{ holder: 'web-2' }]);
  expect((await a.run('monitor', 'web')).code).toBe(7);
  expect(await b.run('deactivate', 'web')).toMatchObject({ code: 0 });
  expect(acme.things.size).toBe(0);
}, 300_000);
