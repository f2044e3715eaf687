import { KirikaeError } from '@kirikae/core';
import { toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import { type Config, groupOf, readConfig } from '../file/config.ts';
import { problemsOf } from '../file/config-problem.ts';
import { listed } from '../file/listing.ts';
import { type FileMember, membersByFile } from '../group/from-file.ts';
import { idFieldOf, nodeProblems } from '../group/node-fields.ts';
import { type Registry, withPlugins } from '../group/registry.ts';
import { identifyNode, problemsOn, sharesOf, whereIn } from '../group/share.ts';
import { type InUse, sharedTargets } from '../group/targets.ts';
import { type AskedHost, makeHost } from '../run/host.ts';
import { type NamedNode, nameIn, settleNode } from '../run/node.ts';
import { beginReport, type RunOptions } from '../run/options.ts';
import { closeSession, openSession } from '../run/session.ts';

/** What a check of a file found. */
interface Checked {
  readonly errors: readonly KirikaeError[];
  /** What could not be looked at, and why: "web/public-address: the network has no answer". */
  readonly unchecked: readonly string[];
  readonly groups: number;
  readonly digest: string | null;
}

/** How long this machine may take to tell who it is, in ms. */
const PATIENCE = 1_000;
/** How long, in ms, a machine that does may take to tell the rest: a list of addresses may be late. */
const LOOKING = 4_000;

/**
 * Checks a whole file: every group under every strategy, for every node that it names, and for this node as far as that answers.
 * `group` must be in it, if one is named.
 */
export async function checkConfig(options: Omit<RunOptions, 'command' | 'group'>, group?: string): Promise<Checked> {
  try {
    const config = await readConfig(options.configPath);
    if (group !== undefined) groupOf(config, group);
    const registry = await withPlugins(config, options.registry);
    const { errors, groups } = await allMembers(config, registry);
    const loaded = await Promise.allSettled(registry.names.map((name) => registry.load(name)));
    const types = loaded.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const unusable = loaded.flatMap((each) => (each.status === 'rejected' ? [toKirikaeError(each.reason)] : []));
    errors.unshift(...[...registry.broken, ...unusable].map(asUsage), ...nodeProblems(config, types, true));
    const inUse = groups.filter(({ strategy, group }) => strategy === groupOf(config, group).strategy);
    for (const { members } of groups)
      for (const node of nodesOf(config, options)) errors.push(...problemsOn(config, members, node));
    const unchecked: string[] = [];
    const here: InUse[] = [];
    if (errors.length === 0)
      for (const each of inUse) here.push(await checkHere(options, config, each, { errors, unchecked }));
    errors.push(...sharedTargets(here, (member) => whereIn(config, member)));
    return {
      errors: distinct(errors),
      unchecked,
      groups: Object.keys(config.content.groups).length,
      digest: config.file.digest,
    };
  } catch (thrown) {
    return { errors: problemsOf(thrown), unchecked: [], groups: 0, digest: null };
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
      await membersByFile(config, listed(group, body, strategy), registry).then(
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

/**
 * Finds this node's values as an activation would. What nobody tells in time is not an error, and neither is what
 * a machine lacks that is none of `nodes:`: a file may be checked anywhere.
 */
async function checkHere(
  options: Omit<RunOptions, 'command' | 'group'>,
  config: Config,
  { group, members }: GroupMembers,
  { errors, unchecked }: { readonly errors: KirikaeError[]; readonly unchecked: string[] },
): Promise<InUse> {
  const named = nameIn(config, options);
  const asked = <T>(time: number, work: (host: AskedHost) => Promise<T>) =>
    inSession({ ...options, command: 'status', group, began: performance.now() }, config, named, time, work);
  try {
    const node = await asked(PATIENCE, (host) => whoIsHere(config, members, named, host));
    const shares = await asked(LOOKING, (host) => sharesOf(config, members, Object.assign(host, { node })));
    return { group, members, shares };
  } catch (thrown) {
    const error = toKirikaeError(thrown);
    if (error.kind !== 'usage') unchecked.push(...members.map(({ name }) => `${group}/${name}: ${error.message}`));
    else if (isForeign(config, named))
      unchecked.push(`${group} on this machine, ${named.name}, which is none of nodes: ${error.message}`);
    else errors.push(...problemsOf(error));
    return { group, members, shares: [] };
  }
}

/** This node as a run would know it. Throws if the machine is another than the file says. */
async function whoIsHere(
  { content: { nodes } }: Config,
  members: readonly FileMember[],
  named: NamedNode,
  host: AskedHost,
): Promise<AskedHost['node']> {
  const field = idFieldOf(members.map(({ definition }) => definition));
  const { name, entry } = settleNode(named, await identifyNode(members, host), nodes, field);
  return { name, entry };
}

/** Does something with a host, for so many ms at most. */
async function inSession<T>(
  run: RunOptions,
  config: Config,
  named: NamedNode,
  time: number,
  work: (host: AskedHost) => Promise<T>,
): Promise<T> {
  const session = openSession(run, beginReport(run), time);
  const { signal } = session.deadline;
  return untilEnded(work(makeHost(session, named, config)), signal).finally(() => closeSession(session));
}

/** In a file that is checked, a plugin that is too slow is a fault of the file as any other. */
const asUsage = ({ message, code, hint }: KirikaeError): KirikaeError =>
  new KirikaeError('usage', message, { code, hint });

const isForeign = ({ content: { nodes } }: Config, { entry }: NamedNode): boolean =>
  Object.keys(nodes).length > 0 && entry === undefined;

const distinct = (errors: readonly KirikaeError[]): KirikaeError[] => [
  ...new Map(errors.map((error) => [error.message, error])).values(),
];
