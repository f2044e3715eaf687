import { coreError } from './errors.ts';
import { didYouMean } from './nearest.ts';
import type { Plugin, ResourceType } from './resource.ts';

/** Where resource types come from: each is loaded when a group in use needs it, and not before. */
export interface Registry {
  /** All names that can be used. */
  readonly names: readonly string[];
  /** Loads one type. Throws `usage` for a name that does not exist, with the nearest. */
  load(type: string): Promise<ResourceType>;
}

/** A registry over plugins by the names of the types they provide. */
export function createRegistry(plugins: Readonly<Record<string, () => Promise<{ default: Plugin }>>>): Registry {
  const names = Object.keys(plugins);
  return {
    names,
    async load(type) {
      const source = Object.hasOwn(plugins, type) ? plugins[type] : undefined;
      if (!source)
        throw coreError('TYPE_UNKNOWN', '', { type, nearest: didYouMean(type, names), types: names.join(', ') });
      const module = await source().catch((error) => broken(type, String(error?.message ?? error), error));
      const found = module.default?.types?.find((candidate) => candidate.type === type);
      return found ?? broken(type, 'it does not provide that type');
    },
  };
}

function broken(type: string, text: string, cause?: unknown): never {
  const reason = text.split('\n')[0] ?? '';
  throw coreError('PLUGIN_BROKEN', '', { type, reason }, { cause });
}
