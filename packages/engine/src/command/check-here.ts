import type { KirikaeError } from '@kirikae/core';
import { toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import { problemsOf } from '../file/config-problem.ts';
import type { FileMember } from '../group/from-file.ts';
import { idFieldOf } from '../group/node-fields.ts';
import { identifyNode, sharesOf } from '../group/share.ts';
import type { InUse } from '../group/targets.ts';
import { type AskedHost, makeHost } from '../run/host.ts';
import { type NamedNode, nameIn, settleNode } from '../run/node.ts';
import { beginReport, type RunOptions } from '../run/options.ts';
import { closeSession, openSession } from '../run/session.ts';

/** How long this machine may take to tell who it is, in ms. */
const PATIENCE = 1_000;
/** How long, in ms, a machine that does may take to tell the rest: a list of addresses may be late. */
const LOOKING = 4_000;

/** What groups come to on this node, what of it is wrong, and what could not be found out. */
interface Here {
  readonly inUse: readonly InUse[];
  readonly errors: readonly KirikaeError[];
  readonly unchecked: readonly string[];
}

/** Where nothing was looked at. */
export const NOTHING: Here = { inUse: [], errors: [], unchecked: [] };

/** A group's resources that are in use. */
interface Wanted {
  readonly group: string;
  readonly members: readonly FileMember[];
}

type Options = Omit<RunOptions, 'command' | 'group'>;

/**
 * Finds this node's values as an activation of each group would. What nobody tells in time is not an error, and neither is what
 * a machine lacks that is none of `nodes:`: a file may be checked anywhere.
 */
export async function checkHere(options: Options, config: Config, groups: readonly Wanted[]): Promise<Here> {
  const named = nameIn(config, options);
  const ask = <W extends Wanted, T>(wanted: readonly W[], time: number, question: Question<W, T>) =>
    askAll(options, config, named, wanted, { time, question });
  const known = await ask(groups, PATIENCE, ({ members }, host) => whoIsHere(config, members, named, host));
  const nodes = known.flatMap(({ wanted, found }) => (found ? [{ ...wanted, node: found }] : []));
  const looked = await ask(nodes, LOOKING, ({ members, node }, host) =>
    sharesOf(config, members, Object.assign(host, { node })),
  );
  const failed = [...known, ...looked].flatMap(({ wanted, error }) => (error ? [{ ...wanted, error }] : []));
  const told = failed.map((each) => tell(each, config, named));
  return {
    inUse: looked.map(({ wanted: { group, members }, found = [] }) => ({ group, members, shares: found })),
    errors: told.flatMap(({ errors }) => errors),
    unchecked: told.flatMap(({ unchecked }) => unchecked),
  };
}

type Question<W, T> = (wanted: W, host: AskedHost) => Promise<T>;

/** Asks the same of all groups in one session, for so many ms at most: what one has found out the others need not ask. */
async function askAll<W extends Wanted, T>(
  options: Options,
  config: Config,
  named: NamedNode,
  wanted: readonly W[],
  { time, question }: { readonly time: number; readonly question: Question<W, T> },
): Promise<{ readonly wanted: W; readonly found?: T; readonly error?: unknown }[]> {
  const run: RunOptions = { ...options, command: 'status', group: null, began: performance.now() };
  const session = openSession(run, beginReport(run), time);
  const asked = wanted.map((each) => {
    const host = makeHost({ ...session, options: { ...run, group: each.group } }, named, config);
    return untilEnded(question(each, host), session.deadline.signal).then(
      (found) => ({ wanted: each, found }),
      (error: unknown) => ({ wanted: each, error }),
    );
  });
  return Promise.all(asked).finally(() => closeSession(session));
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

/** What it means that a group's values were not found. */
function tell(
  { group, members, error: thrown }: Wanted & { readonly error: unknown },
  { content: { nodes } }: Config,
  { name, entry }: NamedNode,
): Pick<Here, 'errors' | 'unchecked'> {
  const error = toKirikaeError(thrown);
  const isForeign = Object.keys(nodes).length > 0 && entry === undefined;
  if (error.kind === 'usage' && !isForeign) return { errors: problemsOf(thrown), unchecked: [] };
  const unchecked =
    error.kind === 'usage'
      ? [`${group} on this machine, ${name}, which is none of nodes: ${error.message}`]
      : members.map((each) => `${group}/${each.name}: ${error.message}`);
  return { errors: [], unchecked };
}
