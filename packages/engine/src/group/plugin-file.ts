import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin, Policy, ResourceType } from '@kirikae/core';
import { KirikaeError } from '@kirikae/core';
import { formatDuration, mask, within } from '@kirikae/core/machinery';
import { refuseWeak, type Weak } from '../machine/refuse-weak.ts';
import { engineError } from '../report/errors.ts';
import { apart, type Guard } from './apart.ts';
import { refuseWeakModules } from './plugin-modules.ts';

/** A plugin from outside: how the file names it, the module that this came to, and what it provides. */
export interface Outside {
  readonly named: string;
  readonly path: string;
  readonly types: readonly ResourceType[];
}

/** The version of the contract in `resource.ts`. */
const VERSION = 1;
/** The longest, in ms, that it may take to find out who may write to a plugin. */
const PATIENCE = 5_000;

/** How plugins are loaded: watched, and for how many ms each may take; it only has to define its types. */
export interface Loading {
  readonly guard: (plugin: string) => Guard;
  readonly patience: number;
}

/** Loads a plugin by package name or path, looked for from `folders` in turn. Throws `usage`. */
export async function loadPlugin(named: string, folders: readonly string[], loading: Loading): Promise<Outside> {
  const path = findModule(named, folders);
  return { named, path, types: await readTypes(named, path, loading) };
}

/**
 * The types of a plugin's module. Throws `usage` for one that others may write to, that does not load, or that is none; `unreachable`
 * for one that is still loading when its time is over.
 */
export async function readTypes(
  named: string,
  path: string,
  { guard, patience }: Loading,
): Promise<readonly ResourceType[]> {
  try {
    await within(PATIENCE, refuseWeak(path, unsafe(named)));
    refuseWeakModules(path, unsafe(named));
    const guarded = guard(named);
    const loaded = guarded.load(() => import(pathToFileURL(path).href));
    const module = await inTime(named, patience, loaded);
    return typesOf(named, module.default).map((type) => apart(type, guarded));
  } catch (error) {
    throw error instanceof KirikaeError ? error : broken(named, String((error as Error)?.message ?? error), error);
  }
}

const inSeconds = (ms: number): number => (ms < 1_000 ? Math.ceil(ms) : Math.ceil(ms / 1_000) * 1_000);

async function inTime<T>(plugin: string, patience: number, loaded: Promise<T>): Promise<T> {
  let isLoaded = false;
  const noted = loaded.finally(() => {
    isLoaded = true;
  });
  return within(patience, noted).catch((error) => {
    throw isLoaded ? error : engineError('PLUGIN_SLOW', '', { plugin, time: formatDuration(inSeconds(patience)) });
  });
}

/** Why a plugin cannot be used. */
export function broken(plugin: string, text: string, cause?: unknown): KirikaeError {
  const reason = mask(text).split('\n')[0] ?? '';
  return engineError('PLUGIN_BROKEN', '', { plugin, reason }, { cause });
}

function findModule(named: string, folders: readonly string[]): string {
  const isPath = /^\.{1,2}([\\/]|$)/.test(named) || isAbsolute(named);
  for (const folder of isPath ? folders.slice(0, 1) : folders)
    try {
      const path = createRequire(join(folder, 'kirikae.yaml')).resolve(isPath ? resolve(folder, named) : named);
      if (isAbsolute(path)) return path; // else it is a module of Node.js itself
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw unresolved(named, error);
    }
  const wanted = isPath ? resolve(folders[0] ?? '', named) : `${named} in node_modules of ${folders.join(' or ')}`;
  throw engineError('PLUGIN_MISSING', '', { plugin: named, wanted });
}

function unresolved(named: string, error: unknown): KirikaeError {
  const { code, message } = error as NodeJS.ErrnoException;
  const closed = code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  return broken(named, closed ? 'its package.json has no "default" under "exports"' : message, error);
}

const unsafe =
  (plugin: string) =>
  (weak: Weak): KirikaeError =>
    engineError('PLUGIN_UNSAFE', '', { plugin, ...weak });

function typesOf(named: string, plugin: Partial<Plugin> | undefined): readonly ResourceType[] {
  const version: unknown = plugin?.apiVersion;
  if (version === undefined) throw broken(named, 'its default export is not { apiVersion: 1, types: [...] }');
  if (version !== VERSION)
    throw engineError('PLUGIN_VERSION', '', { plugin: named, theirs: String(version), ours: VERSION });
  const { types } = plugin as Plugin;
  if (!Array.isArray(types) || types.length === 0) throw broken(named, 'it provides no types');
  for (const type of types) {
    const lack = lackOf(type);
    if (lack) throw broken(named, `its type ${String(type?.type)} ${lack}`);
  }
  return types;
}

const NAME = /^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/;
const METHODS = ['create', 'targets'] as const;

const POLICIES = [
  'permissions',
  'release',
  'takeable',
  'tellsHolder',
  'staleReads',
  'provesItself',
  'problems',
  'assumes',
  'identify',
  'shared',
  'nodeFields',
] as const satisfies (keyof Policy<unknown, unknown>)[];

/** What a type lacks of the contract; undefined if it is whole. */
function lackOf(type: Partial<ResourceType> | null): string | undefined {
  if (!NAME.test(String(type?.type))) return 'has no name of the form prefix/name';
  if (typeof type?.summary !== 'string') return 'has no summary';
  if (typeof type.schema?.safeParse !== 'function' || !type.schema.shape) return 'has no schema made by z.object';
  const misplaced = POLICIES.find((member) => member in type);
  if (misplaced) return `says ${misplaced} beside its policy, not in it`;
  const missing = METHODS.find((method) => typeof type[method] !== 'function');
  return missing && `has no ${missing}()`;
}
