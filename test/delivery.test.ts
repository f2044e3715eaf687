import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kirikae, ROOT } from './binary.ts';
import { newFolder } from './cluster.ts';
import { filesIn, jsonOf, type Manifest, textOf, workspaces } from './repository.ts';

const root = jsonOf<Manifest>('package.json');

/** An entry of the lock file. */
interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages: lock } = jsonOf<{ packages: Record<string, Locked> }>('package-lock.json');

describe('every package', () => {
  it.each(workspaces.map((each) => [each.path, each] as const))(
    '%s says what it is and under which licence',
    (path, { manifest }) => {
      expect(manifest.description).toMatch(/\w+ \w+/);
      expect(manifest.license).toBe('Apache-2.0');
      if (path !== 'test') expect(filesIn(path)).toContain(`${path}/README.md`);
    },
  );

  it('pins each version exactly, those of this repository to what they are', () => {
    const versions = new Map(workspaces.map(({ manifest }) => [manifest.name, manifest.version]));
    for (const manifest of [root, ...workspaces.map((each) => each.manifest)])
      for (const list of [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies])
        for (const [name, version] of Object.entries(list ?? {})) {
          expect(version, `${manifest.name}: ${name}`).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
          expect(version, `${manifest.name}: ${name}`).toBe(versions.get(name) ?? version);
        }
  });
});

describe('the lock file', () => {
  /** The entry that a package gets by a name: its own, or that of a folder above. */
  const found = (from: string, name: string): Locked | undefined => {
    const above = from
      .split('/node_modules/')
      .map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
    return [...above.map((path) => `${path}/node_modules/${name}`), `node_modules/${name}`]
      .map((path) => lock[path])
      .find(Boolean);
  };

  it('has an entry for every dependency, the optional ones of other platforms included', () => {
    for (const [path, { dependencies, optionalDependencies }] of Object.entries(lock))
      for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
        expect(found(path, name), `${path || 'the root'} needs ${name}`).toBeDefined();
  });

  it('names no registry, and has a checksum for all that comes from one', () => {
    for (const [path, { resolved, integrity, link }] of Object.entries(lock)) {
      expect(resolved ?? '', path).not.toMatch(/^\w+:/);
      if (path.includes('node_modules/') && !link) expect(integrity, path).toMatch(/^sha512-/);
    }
  });

  it('holds what the packages ask for', () => {
    for (const { path, manifest } of workspaces)
      for (const list of ['dependencies', 'devDependencies'] as const)
        expect({ ...(lock[path] as Manifest | undefined)?.[list] }, path).toEqual({ ...manifest[list] });
  });
});

describe('Node', () => {
  const platforms = Object.entries(root.optionalDependencies ?? {}).filter(([name]) => name.startsWith('node-'));

  it('is the pinned one, for the tests and for the binary', async () => {
    expect(new Set(platforms.map(([, version]) => `v${version}`))).toEqual(new Set([process.version]));
    const { stdout } = await kirikae(['--version']);
    expect(stdout).toContain(`node-${process.version}`);
  });
});

/** The configurations of a page: its YAML blocks that begin a whole file. */
const configurations = (file: string): string[] =>
  [...textOf(file).matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)]
    .map(([, block = '']) => block)
    .filter((block) => /^version: 1$/m.test(block));

describe('the documentation', () => {
  const pages = ['README.md', ...filesIn('apps/docs', '.md'), ...filesIn('packages', 'README.md')];
  const blocks = pages.flatMap((page) => configurations(page).map((block, index) => [page, index + 1, block] as const));

  it('shows configurations', () => {
    expect(new Set(blocks.map(([page]) => page))).toContain('README.md');
  });

  it.each(blocks)('of %s, number %i, passes config check', async (_, _number, block) => {
    const folder = await newFolder();
    const file = join(folder, 'kirikae.yaml');
    await writeFile(file, block, { mode: 0o600 });
    const node =
      /^nodes:\n\s+([a-z0-9-]+):/m.exec(block)?.[1] ?? /perNode: \{ ([a-z0-9-]+):/.exec(block)?.[1] ?? 'web-1';
    const env = { HOME: folder, AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9' };
    const ended = await kirikae(['config', 'check', '-c', file, '--node', node], { env });
    expect([ended.lastLine.replace(/^kirikae: warning: .*/, ''), ended.code]).toEqual(['', 0]);
  });

  it('has every warning, and every word of a printed script', () => {
    const page = textOf('apps/docs/reference/errors.md');
    const sources = ['packages', 'apps/cli']
      .flatMap((folder) => filesIn(folder, '.ts'))
      .filter((file) => /\/src\//.test(file));
    const codes = sources.flatMap((file) => [
      ...textOf(file).matchAll(
        /(?:warn\(|warnings\.(?:push|unshift)\()\{ code: '([A-Z_]+)'|kirikae: ([A-Z]+_[A-Z]+) \$\{/g,
      ),
    ]);
    const told = [...new Set(codes.map(([, warning, word]) => warning ?? word))];
    expect(told.length).toBeGreaterThan(8);
    for (const code of told) expect(page).toContain(`| \`${code}\` |`);
  });

  it('is fresh where it is generated from schema, commands and errors', async () => {
    const { PATH = '' } = process.env;
    const args = ['run', 'docs', '--workspace', '@kirikae/docs', '--', '--check'];
    const npm = spawn('npm', args, {
      cwd: ROOT,
      env: { PATH, HOME: await newFolder() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let told = '';
    for (const stream of [npm.stdout, npm.stderr])
      stream.on('data', (data) => {
        told += data;
      });
    const [code] = await once(npm, 'close');
    expect([code, told]).toEqual([0, told]);
  });
});
