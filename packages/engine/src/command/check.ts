import { readFile } from 'node:fs/promises';
import { KirikaeError } from '@kirikae/core';
import { mask, toKirikaeError } from '@kirikae/core/machinery';
import { type Config, groupOf } from '../file/config.ts';
import { ConfigError, problemsOf } from '../file/config-problem.ts';
import { listed } from '../file/listing.ts';
import { inOrder, placed } from '../file/place.ts';
import { readForCheck, TAKEN_OUT } from '../file/whole-check.ts';
import { type FileMember, membersByFile } from '../group/from-file.ts';
import { nodeProblems } from '../group/node-fields.ts';
import { type Registry, withPlugins } from '../group/registry.ts';
import { problemsOn, whereIn } from '../group/share.ts';
import { sharedTargets } from '../group/targets.ts';
import { nameIn } from '../run/node.ts';
import type { RunOptions } from '../run/options.ts';
import { checkHere, NOTHING } from './check-here.ts';

/** What a check of a file found. */
interface Checked {
  /** In the order of the file. */
  readonly errors: readonly KirikaeError[];
  /** All of them as the one that the check ends in; null if nothing is wrong. */
  readonly error: KirikaeError | null;
  /** The lines of the file, without secrets; none where there is nothing to quote. */
  readonly lines: readonly string[];
  /** What could not be looked at, and why: "web/public-address: the network has no answer". */
  readonly unchecked: readonly string[];
  readonly groups: number;
  readonly resources: number;
  readonly digest: string | null;
}

/**
 * Checks a whole file: every group under every strategy, for every node that it names, and for this node as far as that answers.
 * `group` must be in it, if one is named.
 */
export async function checkConfig(options: Omit<RunOptions, 'command' | 'group'>, group?: string): Promise<Checked> {
  const found = await checkAll(options, group);
  const errors = inOrder(distinct(found.errors));
  const error = errors.length > 1 ? new ConfigError(errors) : (errors[0] ?? null);
  return { ...found, errors, error, lines: await quotable(options.configPath, errors) };
}

/** The file's lines, if there is a place in them to be shown. */
async function quotable(path: string, errors: readonly KirikaeError[]): Promise<string[]> {
  if (!errors.some(({ message }) => placed(message))) return [];
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split(/\r?\n/).map(mask);
}

/** Of a file that cannot be read. */
const UNREAD = { unchecked: [], groups: 0, resources: 0, digest: null };

async function checkAll(
  options: Omit<RunOptions, 'command' | 'group'>,
  group?: string,
): Promise<Omit<Checked, 'lines' | 'error'>> {
  try {
    const { config, errors: wrongs } = await readForCheck(options.configPath);
    if (!config) return { ...UNREAD, errors: wrongs };
    if (group !== undefined) groupOf(config, group);
    const registry = await withPlugins(config, options.registry);
    const { errors, groups } = await allMembers(config, registry);
    errors.push(...wrongs);
    const loaded = await Promise.allSettled(registry.names.map((name) => registry.load(name)));
    const types = loaded.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const unusable = loaded.flatMap((each) => (each.status === 'rejected' ? [toKirikaeError(each.reason)] : []));
    errors.unshift(...[...registry.broken, ...unusable].map(asUsage), ...nodeProblems(config, types, true));
    const inUse = groups.filter(({ strategy, group }) => strategy === groupOf(config, group).strategy);
    const resources = new Set(groups.flatMap(({ members }) => members.map(({ path }) => path.join('.')))).size;
    for (const { members } of groups)
      for (const node of nodesOf(config, options)) errors.push(...problemsOn(config, members, node));
    const here = errors.length === 0 ? await checkHere(options, config, inUse) : NOTHING;
    errors.push(...here.errors, ...sharedTargets(here.inUse, (member) => whereIn(config, member)));
    const count = Object.keys(config.content.groups).length;
    return { errors, unchecked: here.unchecked, groups: count, resources, digest: config.file.digest };
  } catch (thrown) {
    return { ...UNREAD, errors: problemsOf(thrown) };
  }
}

interface GroupMembers {
  readonly group: string;
  readonly strategy: string | undefined;
  readonly members: FileMember[];
}

/** Every group under every strategy, checked by its types. */
export async function allMembers(
  config: Config,
  registry: Registry,
): Promise<{ groups: GroupMembers[]; errors: KirikaeError[] }> {
  const groups: GroupMembers[] = [];
  const errors: KirikaeError[] = [];
  for (const [group, body] of Object.entries(config.content.groups))
    for (const strategy of body.strategies ? Object.keys(body.strategies) : [undefined]) {
      const list = listed(group, body, strategy).filter(({ fields }) => fields.type !== TAKEN_OUT);
      await membersByFile(config, list, registry).then(
        (members) => groups.push({ group, strategy, members }),
        (error) => errors.push(...problemsOf(error)),
      );
    }
  return { groups, errors };
}

/** The nodes whose values are looked at: those of `nodes:`, or this one where the file names none. */
function nodesOf(config: Config, options: Pick<RunOptions, 'node' | 'env'>): string[] {
  const named = Object.keys(config.content.nodes);
  return named.length > 0 ? named : [nameIn(config, options).name];
}

/** In a file that is checked, a plugin that is too slow is a fault of the file as any other. */
const asUsage = ({ message, code, hint }: KirikaeError): KirikaeError =>
  new KirikaeError('usage', message, { code, hint });

const distinct = (errors: readonly KirikaeError[]): KirikaeError[] => [
  ...new Map(errors.map((error) => [error.message, error])).values(),
];
