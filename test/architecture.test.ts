import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AWS_ERRORS } from '@kirikae/aws';
import { CLI_ERRORS } from '@kirikae/cli';
import type { Plugin } from '@kirikae/core';
import { CORE_ERRORS, ENGINE_ERRORS, EXIT_CODES } from '@kirikae/engine';
import { describe, expect, it } from 'vitest';
import { kirikae, ROOT } from './binary.ts';
import { filesIn, importsOf, jsonOf, packageOf, textOf, type Workspace, workspaces } from './repository.ts';

interface Boundaries {
  readonly boundaries: { readonly tags: Record<string, { readonly dependencies: { readonly allow: string[] } }> };
}

const { tags } = jsonOf<Boundaries>('turbo.json').boundaries;
const own = new Map(workspaces.map((each) => [each.manifest.name, each]));
const sources = ({ path }: Workspace): string[] => filesIn(`${path}/src`, '.ts');
const allSources = workspaces.flatMap(sources);
const plugins = workspaces.filter(({ tag }) => tag === 'plugin');

describe.each(workspaces.map((each) => [each.path, each] as const))('the arrows of %s', (_, workspace) => {
  const { manifest, tag, path } = workspace;

  it('point only where its tag may depend', () => {
    const targets = [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies].flatMap((list) =>
      Object.keys(list ?? {}).flatMap((name) => own.get(name) ?? []),
    );
    for (const target of targets)
      expect(tags[tag]?.dependencies.allow, `${path} → ${target.path}`).toContain(target.tag);
  });

  it('are declared: what src imports is a dependency, and no file of another package', () => {
    const declared = Object.keys(manifest.dependencies ?? {});
    for (const file of sources(workspace))
      for (const specifier of importsOf(file)) {
        const name = packageOf(specifier);
        if (name !== undefined) expect(declared, `${file} imports ${specifier}`).toContain(name);
        if (specifier.startsWith('.'))
          expect(join(dirname(file), specifier)).toMatch(new RegExp(`^${path}/(src/|package\\.json$)`));
      }
  });
});

describe('what src may import', () => {
  const importers = (name: string): string[] =>
    allSources.filter((file) => importsOf(file).some((specifier) => packageOf(specifier) === name));

  it('is never the test kit', () => {
    expect(importers('@kirikae/testkit')).toEqual([]);
  });

  it('is the simulator in the demo alone', () => {
    for (const file of importers('@kirikae/simulator'))
      expect(file).toMatch(/^apps\/cli\/src\/(commands\/demo\.ts|demo\/)/);
  });

  it('is a service client of AWS in plugins alone', () => {
    const clients = allSources.filter((file) => importsOf(file).some((each) => /^@aws-sdk\/client-/.test(each)));
    expect(clients.length).toBeGreaterThan(0);
    for (const file of clients) expect(file).toMatch(/^packages\/plugin-/);
  });

  it('is no cloud in core and engine', () => {
    for (const file of [...filesIn('packages/core/src', '.ts'), ...filesIn('packages/engine/src', '.ts')])
      expect(
        importsOf(file).filter((specifier) => /aws|smithy/.test(specifier)),
        file,
      ).toEqual([]);
  });
});

describe('plugins', () => {
  /** The file that holds the type: what index.ts imports beside errors. */
  const nounOf = ({ path }: Workspace): string | undefined =>
    /from '\.\/(?!errors\.ts)([a-z0-9-]+)\.ts'/.exec(textOf(`${path}/src/index.ts`))?.[1];

  it.each(plugins.map((each) => [each.path, each] as const))('%s has the same files as every other', (path, plugin) => {
    const noun = nounOf(plugin);
    const wanted = ['package.json', 'tsconfig.json', 'turbo.json', 'README.md', 'src/index.ts', `src/${noun}.ts`];
    const tests = ['test/contract.test.ts', `test/${noun}.test.ts`];
    expect(filesIn(path).map((file) => file.slice(path.length + 1))).toEqual(
      expect.arrayContaining([...wanted, ...tests]),
    );
  });

  it('are set up the same', () => {
    for (const file of ['tsconfig.json', 'turbo.json'])
      expect(new Set(plugins.map(({ path }) => textOf(`${path}/${file}`))).size, file).toBe(1);
    expect(new Set(plugins.map(({ manifest }) => Object.keys(manifest).join())).size).toBe(1);
  });

  it('provide exactly the types that the binary lists', async () => {
    const loaded = await Promise.all(plugins.map(({ path }) => pluginAt(path)));
    expect(loaded.map(({ apiVersion }) => apiVersion)).toEqual(plugins.map(() => 1));
    const { types } = JSON.parse((await kirikae(['types', '--json'])).stdout);
    const listed = types.map(({ type }: { type: string }) => type);
    expect(listed.sort()).toEqual(loaded.flatMap((plugin) => plugin.types.map(({ type }) => type)).sort());
  });
});

const pluginAt = async (path: string): Promise<Plugin> =>
  (await import(pathToFileURL(join(ROOT, path, 'dist/index.js')).href)).default;

describe('exit codes', () => {
  it('are those of the table and no others', () => {
    expect(EXIT_CODES).toEqual({
      done: 0,
      failed: 1,
      usage: 2,
      inactive: 7,
      unreachable: 20,
      conflict: 21,
      denied: 22,
      degraded: 23,
    });
  });

  it('has every error of every table a kind with a code, a sentence and a remedy', async () => {
    const own = await Promise.all(plugins.map(async ({ path }) => (await pluginAt(path)).errors ?? {}));
    const rows = [CLI_ERRORS, ENGINE_ERRORS, CORE_ERRORS, AWS_ERRORS, ...own].flatMap((table) => Object.entries(table));
    for (const [code, { kind, problem, hint }] of rows) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      expect(
        Object.keys(EXIT_CODES).filter((name) => !['done', 'inactive'].includes(name)),
        code,
      ).toContain(kind);
      expect(
        [problem, hint].map((text) => text.length > 0),
        code,
      ).toEqual([true, true]);
    }
    expect(new Set(rows.map(([code]) => code)).size).toBe(rows.length);
  });

  it('are never written as another number in the sources', () => {
    for (const file of [...allSources, ...filesIn('apps/cli/bin')])
      for (const [found, number] of textOf(file).matchAll(/(?:process\.exit\(|exitCode\s*=|exit\s)\s*(\d+)/g))
        expect(Object.values(EXIT_CODES), `${file}: ${found}`).toContain(Number(number));
  });
});

describe('sources', () => {
  it('are at most 300 lines long', () => {
    const long = allSources.filter((file) => textOf(file).trimEnd().split('\n').length > 300);
    expect(long).toEqual([]);
  });

  it('have no test that is left out or stands alone', () => {
    const tests = workspaces.flatMap(({ path }) => filesIn(path === 'test' ? path : `${path}/test`, '.ts'));
    const marks = /\b(?:it|test|describe)\.(?:only|skip|todo)\b/;
    expect(tests.filter((file) => marks.test(textOf(file)))).toEqual([]);
  });
});
