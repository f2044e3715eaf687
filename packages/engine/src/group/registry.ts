import { dirname, resolve } from 'node:path';
import type { KirikaeError, Plugin, ResourceType } from '@kirikae/core';
import { didYouMean } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import { engineError } from '../report/errors.ts';
import { broken, type Loading, loadPlugin, type Outside, readTypes } from './plugin-file.ts';

/** Where resource types come from: each is loaded when a group in use needs it, and not before. */
export interface Registry extends Loading {
  /** All names that can be used. */
  readonly names: readonly string[];
  /** A folder in which plugins from outside are looked for after the file's own; null: there is none. */
  readonly installed: string | null;
  /** The plugins from outside that were loaded, and why others of the file could not be. */
  readonly outside: readonly Outside[];
  readonly broken: readonly KirikaeError[];
  /** Loads one type. Throws `usage` for a name that does not exist, with the nearest. */
  load(type: string): Promise<ResourceType>;
  /** The plugin from outside that provides a type; undefined if it is built in. */
  origin(type: string): Outside | undefined;
}

/** How long, in ms, a plugin may take to be loaded where no group's time is running. */
const PATIENCE = 5_000;

const UNGUARDED: ReturnType<Loading['guard']> = { call: (hook) => hook(), load: (module) => module() };

type Sources = Readonly<Record<string, () => Promise<{ default: Plugin }>>>;

/** A registry over built-in plugins by the names of the types they provide. */
export function createRegistry(
  plugins: Sources,
  installed: string | null = null,
  guard: Registry['guard'] = () => UNGUARDED,
): Registry {
  const names = Object.keys(plugins);
  const load = async (type: string): Promise<ResourceType> => {
    const source = Object.hasOwn(plugins, type) ? plugins[type] : undefined;
    if (!source) throw unknown(type, names);
    const module = await source().catch((error) => {
      throw broken(`for ${type}`, String(error?.message ?? error), error);
    });
    const found = module.default?.types?.find((candidate) => candidate.type === type);
    if (!found) throw broken(`for ${type}`, 'it does not provide that type');
    return found;
  };
  return { names, installed, outside: [], broken: [], guard, patience: PATIENCE, load, origin: () => undefined };
}

const unknown = (type: string, names: readonly string[]): KirikaeError =>
  engineError('TYPE_UNKNOWN', '', { type, nearest: didYouMean(type, names), types: names.join(', ') });

/** The registry for the types that are wanted: a file's plugins are loaded only if one of them is not built in. */
export async function registryFor(config: Config, builtIn: Registry, wanted: readonly string[]): Promise<Registry> {
  return wanted.every((type) => builtIn.names.includes(type)) ? builtIn : withPlugins(config, builtIn);
}

/** The registry with all plugins that a file names. One that cannot be used harms only those that need it. */
export async function withPlugins({ file, content }: Config, builtIn: Registry): Promise<Registry> {
  const folders = [dirname(resolve(file.path)), ...(builtIn.installed === null ? [] : [builtIn.installed])];
  const named = [...new Set(content.plugins)];
  const results = await Promise.allSettled(named.map((each) => loadPlugin(each, folders, builtIn)));
  const outside = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failures = results.flatMap((each) => (each.status === 'rejected' ? [each.reason as KirikaeError] : []));
  return join(builtIn, outside, failures);
}

function join(builtIn: Registry, outside: readonly Outside[], failures: readonly KirikaeError[]): Registry {
  const origin = (type: string) =>
    builtIn.names.includes(type) ? undefined : outside.find(({ types }) => types.some((each) => each.type === type));
  const names = [...new Set([...builtIn.names, ...outside.flatMap(({ types }) => types.map(({ type }) => type))])];
  const load = async (type: string): Promise<ResourceType> => {
    refuseTwice(type, builtIn, outside);
    if (builtIn.names.includes(type)) return builtIn.load(type);
    const found = origin(type)?.types.find((each) => each.type === type);
    if (!found) throw failures[0] ?? unknown(type, names);
    return found;
  };
  return { ...builtIn, names, outside, broken: failures, load, origin };
}

/** Two plugins may share a prefix, and then `defaults.PREFIX`, but a type is one's alone. */
function refuseTwice(type: string, builtIn: Registry, outside: readonly Outside[]): void {
  const claimants = outside.filter(({ types }) => types.some((each) => each.type === type)).map(({ named }) => named);
  const all = builtIn.names.includes(type) ? ['kirikae itself', ...claimants] : claimants;
  if (all.length > 1) throw engineError('PLUGIN_TWICE', '', { type, plugins: all.join(' and ') });
}

/** The type of a recorded resource: built in, or of the plugin's module from which it came. */
export async function recordedType(
  { type, plugin }: { readonly type: string; readonly plugin: string | null },
  registry: Registry,
): Promise<ResourceType> {
  if (plugin === null) return registry.load(type);
  const found = (await readTypes(plugin, plugin, registry)).find((each) => each.type === type);
  if (!found) throw broken(plugin, `it does not provide ${type} any more`);
  return found;
}
