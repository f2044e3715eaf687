import type { Host, Run } from '@kirikae/core';
import { KirikaeError } from '@kirikae/core';
import { forNode, wholePolicy } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import { problem, problemsOf, refuse, writePath } from '../file/config-problem.ts';
import { engineError } from '../report/errors.ts';
import type { FileMember } from './from-file.ts';
import type { Share } from './member.ts';
import { checkTargets } from './targets.ts';

/** A member's fields as they are on one node. Throws for one that it lacks, and for what no field alone shows. */
export function valuesOn(config: Config, member: FileMember, node: string): Record<string, unknown> {
  const { values, path, origin } = member;
  const missing = ([field, ...rest]: (string | number)[]): never => {
    const full = [...(origin(String(field)) ?? [...path, ...(field === undefined ? [] : [field])]), ...rest];
    throw engineError('VALUE_MISSING', '', { where: `${config.file.at(full)}: ${writePath(full)}`, node });
  };
  const own = forNode(values, node, missing) as Record<string, unknown>;
  refuse(wrongs(member, own).map((wrong) => problem(config.file, wrong)));
  return own;
}

function wrongs({ definition, values, path }: FileMember, own: Record<string, unknown>) {
  const found = wholePolicy(definition)
    .problems(own)
    .map((wrong) => ({ ...wrong, path: [...path, ...wrong.path] }));
  const { allowed, because } = wholePolicy(definition).release(values);
  const wanted = values.onDeactivate;
  if (wanted === undefined || allowed.includes(wanted)) return found;
  const reason = `must be ${allowed.join(' or ')}, not ${wanted}${because ? `: ${because}` : ''}`;
  return [...found, { path: [...path, 'onDeactivate'], reason, remedy: 'change or remove it' }];
}

/** Everything that is wrong with the fields of a group's members on one node. */
export const problemsOn = (config: Config, members: readonly FileMember[], node: string): KirikaeError[] =>
  members.flatMap((member) => {
    try {
      valuesOn(config, member, node);
      return [];
    } catch (error) {
      return problemsOf(error);
    }
  });

/** Finds this node's share of one member. Throws `usage` for a value that it lacks. */
export async function shareOf(config: Config, member: FileMember, host: Host): Promise<Share> {
  const { definition, values, path, origin: _, ...rest } = member;
  const own = valuesOn(config, member, host.node.name);
  const resolved = await resolve(member, own, host).catch((error) => {
    throw located(error, whereIn(config, member));
  });
  return { ...rest, definition, resolved, resource: definition.create(resolved, host) };
}

/** What a member comes to on this node: what its type finds, or, where that finds nothing, its own fields. */
async function resolve({ definition, values }: FileMember, own: Record<string, unknown>, host: Host): Promise<unknown> {
  if (definition.resolve) return definition.resolve(own, host, values);
  return Object.fromEntries(Object.keys(definition.schema.shape).map((field) => [field, own[field]]));
}

/** Where a member stands: "FILE:LINE:COLUMN: groups.web.resources[0]". */
export const whereIn = ({ file }: Config, { path }: FileMember): string => `${file.at(path)}: ${writePath(path)}`;

/** A value that this node lacks is told with the place in the file that asks for it. */
function located(error: unknown, place: string): unknown {
  if (!(error instanceof KirikaeError) || error.kind !== 'usage') return error;
  const { code, hint, lacking, message } = error;
  return new KirikaeError('usage', `${place}: ${message}`, { code, hint, lacking, cause: error });
}

/** Finds this node's share of all members. Throws also for targets that collide. */
export async function sharesOf(config: Config, members: readonly FileMember[], host: Host): Promise<Share[]> {
  refuse(problemsOn(config, members, host.node.name));
  const shares = await Promise.all(members.map((member) => shareOf(config, member, host)));
  checkTargets(shares, (index) => whereIn(config, members[index] as FileMember));
  return shares;
}

/** Who this node is, by the first resource type of the group that must know; null where none must. */
export async function identifyNode(members: readonly FileMember[], host: Host): Promise<Run['node']['id']> {
  for (const { definition, values } of members) {
    const { identify } = wholePolicy(definition);
    if (identify) return (await identify(values, host)).id;
  }
  return null;
}
