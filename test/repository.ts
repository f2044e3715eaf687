import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from '@kirikae/core';
import { ROOT } from './binary.ts';

/** A package.json, as far as the tests look at it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  /** The entries of the package by name: where their types and their code are. */
  readonly exports?: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
}

/** A package of the repository. */
export interface Workspace {
  /** From the root: `packages/core`. */
  readonly path: string;
  readonly manifest: Manifest;
  /** The tag by which `turbo boundaries` knows it. */
  readonly tag: string;
}

/** A file's text, by its path from the root. */
export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
/** The content of a JSON file, by its path from the root. */
export const jsonOf = <T>(path: string): T => JSON.parse(textOf(path));

const SKIPPED = ['node_modules', 'dist', '.turbo', '.git'];

/** The files below a folder, by their paths from the root; a folder that is not there has none. */
export function filesIn(folder: string, ending = ''): string[] {
  let entries: ReturnType<typeof list>;
  try {
    entries = list(join(ROOT, folder));
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => path.endsWith(ending) && !path.split('/').some((part) => SKIPPED.includes(part)))
    .sort();
}

const list = (folder: string) => readdirSync(folder, { withFileTypes: true, recursive: true });

/** All packages: those in `packages/` and `apps/`, and the tests. */
export const workspaces: readonly Workspace[] = [
  ...['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`),
  ),
  'test',
].map((path) => ({
  path,
  manifest: jsonOf<Manifest>(`${path}/package.json`),
  tag: jsonOf<{ tags: [string] }>(`${path}/turbo.json`).tags[0],
}));

/** The sources of a package. */
export const sourcesOf = ({ path }: Workspace): string[] => filesIn(`${path}/src`, '.ts');

/** The sources of all packages and apps. */
export const allSources: readonly string[] = workspaces.flatMap(sourcesOf);

/** What `npm create kirikae-plugin` copies, as an author of a plugin writes it. */
export const templateSources: readonly string[] = filesIn('packages/create-kirikae-plugin/template/src', '.ts');

/** A plugin as it was built. */
export const pluginAt = async ({ path }: Workspace): Promise<Plugin> =>
  (await import(pathToFileURL(join(ROOT, path, 'dist/index.js')).href)).default;

/** The package of a specifier: `@kirikae/core`, `zod`; undefined for files and for what is part of Node. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|node:)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
