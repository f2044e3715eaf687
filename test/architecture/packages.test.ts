import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSources, jsonOf, packageOf, sourcesOf, templateSources, workspaces } from '../repository.ts';
import { importsOf } from './arrows.ts';

interface Boundaries {
  readonly boundaries: { readonly tags: Record<string, { readonly dependencies: { readonly allow: string[] } }> };
}

const { tags } = jsonOf<Boundaries>('turbo.json').boundaries;
const own = new Map(workspaces.map((each) => [each.manifest.name, each]));

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
    for (const file of sourcesOf(workspace))
      for (const specifier of importsOf(file)) {
        const name = packageOf(specifier);
        if (name !== undefined) expect(declared, `${file} imports ${specifier}`).toContain(name);
        if (specifier.startsWith('.'))
          expect(join(dirname(file), specifier)).toMatch(new RegExp(`^${path}/(src/|package\\.json$)`));
      }
  });
});

/** The files that import what a pattern names. */
const importersOf = (pattern: RegExp, files = allSources): string[] =>
  files.filter((file) => importsOf(file).some((specifier) => pattern.test(specifier)));

describe('what src may import', () => {
  const forPlugins = [...allSources.filter((file) => /^packages\/(plugin-|aws\/)/.test(file)), ...templateSources];

  it('is the book alone in plugins, in what they share, and in the template of one: neither engine nor machinery', () => {
    expect(forPlugins.filter((file) => file.includes('/template/'))).not.toEqual([]);
    expect(importersOf(/^@kirikae\/(engine|core\/)/, forPlugins)).toEqual([]);
  });

  it('is what book and engine share in the engine alone', () => {
    const importers = importersOf(/^@kirikae\/core\/machinery$/);
    expect(importers).not.toEqual([]);
    expect(importers.filter((file) => !file.startsWith('packages/engine/'))).toEqual([]);
  });

  it('is never the test kit', () => {
    expect(importersOf(/^@kirikae\/testkit$/)).toEqual([]);
  });

  it('is the simulator in the demo alone', () => {
    for (const file of importersOf(/^@kirikae\/simulator$/))
      expect(file).toMatch(/^apps\/cli\/src\/(commands\/demo\.ts|demo\/)/);
  });

  it('is a service client of AWS in plugins alone', () => {
    const clients = importersOf(/^@aws-sdk\/client-/);
    expect(clients).not.toEqual([]);
    for (const file of clients) expect(file).toMatch(/^packages\/plugin-/);
  });
});
