import type { KirikaeError, ResourceType } from '@kirikae/core';
import { strict } from '@kirikae/core';
import { concealAll, didYouMean, nearest, wholePolicy } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import { explain, problem } from '../file/config-problem.ts';
import { eachMarked } from '../file/marks.ts';
import type { Registry } from './registry.ts';

/** `defaults.PREFIX` of a prefix that no type has would go to nothing. A plugin that is not loaded may have it. */
export function prefixProblems({ file, content }: Config, { names, outside }: Registry): KirikaeError[] {
  if (new Set(content.plugins).size > outside.length) return [];
  const prefixes = [...new Set(names.map(prefixOf))];
  const unknown = Object.keys(content.defaults ?? {}).filter((key) => !prefixes.includes(key));
  return unknown.map((key) => {
    const reason = `no resource type begins with ${key}/${didYouMean(key, prefixes)}`;
    return problem(file, { path: ['defaults', key], reason, remedy: `the prefixes are: ${prefixes.join(', ')}` });
  });
}

/** `defaults.PREFIX`, checked against the fields that this type shares; what only others of the prefix know is theirs. */
export async function sharedDefaults(
  config: Config,
  prefix: string,
  type: ResourceType,
  registry: Registry,
): Promise<{ values: Record<string, unknown>; problems: KirikaeError[] }> {
  const values = config.content.defaults?.[prefix] as Record<string, unknown> | undefined;
  if (!values) return { values: {}, problems: [] };
  const schema = strict(wholePolicy(type).shared?.partial().shape ?? {});
  const foreign = await foreignKeys(Object.keys(values), Object.keys(schema.shape), prefix, { config, registry });
  const own = Object.fromEntries(Object.entries(values).filter(([key]) => !foreign.includes(key)));
  eachMarked(own, [schema], 'hidden', concealAll);
  const parsed = schema.safeParse(own);
  const wrongs = parsed.success ? [] : explain(parsed.error.issues, own);
  const problems = wrongs.map((wrong) => problem(config.file, { ...wrong, path: ['defaults', prefix, ...wrong.path] }));
  return { values: problems.length > 0 ? {} : own, problems };
}

/**
 * The keys that are others': what another type of the prefix takes. A plugin that is not loaded for this group may take what is not
 * like a key of ours; the check of the file, which loads all, tells whether one does.
 */
async function foreignKeys(
  keys: readonly string[],
  own: readonly string[],
  prefix: string,
  { config, registry }: { readonly config: Config; readonly registry: Registry },
): Promise<string[]> {
  const unknown = keys.filter((key) => !own.includes(key));
  if (unknown.length === 0) return [];
  const shared = await sharedBy(prefix, registry);
  const isWhole = new Set(config.content.plugins).size <= registry.outside.length;
  return unknown.filter((key) => shared.includes(key) || !(isWhole || nearest(key, [...own, ...shared])));
}

/** The fields that any type of a prefix takes from `defaults`. */
async function sharedBy(prefix: string, { names, load }: Registry): Promise<string[]> {
  const types = await Promise.allSettled(names.filter((name) => prefixOf(name) === prefix).map(load));
  return types.flatMap((each) =>
    each.status === 'fulfilled' ? Object.keys(wholePolicy(each.value).shared?.shape ?? {}) : [],
  );
}

/** What comes before the slash of a type's name. */
export const prefixOf = (type: string): string => type.split('/')[0] ?? type;
