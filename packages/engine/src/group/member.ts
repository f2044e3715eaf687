import type { Host, OnDeactivate, ReleasePolicy, Resource, ResourceType, RunNode } from '@kirikae/core';
import { KirikaeError } from '@kirikae/core';
import { forNode } from '@kirikae/core/machinery';
import type { Config } from '../file/config.ts';
import { problem, refuse, writePath } from '../file/config-problem.ts';
import { engineError } from '../report/errors.ts';
import type { Remembered } from '../state/record.ts';
import { type Registry, recordedType } from './registry.ts';
import { checkTargets, type Typed } from './typed.ts';

/** A resource of a group on this node, ready to be looked at and moved. */
export interface Member {
  readonly name: string;
  readonly type: ResourceType;
  /** The module of the plugin from outside that provides the type; null if it is built in. */
  readonly plugin: string | null;
  readonly required: boolean;
  readonly after: readonly string[];
  /** Milliseconds; undefined: the group's. */
  readonly timeout: number | undefined;
  readonly onDeactivate: OnDeactivate;
  readonly takeable: boolean;
  readonly tellsHolder: boolean;
  /** What the configuration comes to on this node. */
  readonly resolved: unknown;
  readonly resource: Resource;
}

/** The configuration of resources for one node, before anything is asked of the outside world. */
export interface Configured {
  readonly typed: Typed;
  readonly config: unknown;
  readonly policy: ReleasePolicy;
  /** Where it stands, for errors: "FILE:LINE:COLUMN: groups.web.resources[0]". */
  readonly place: string;
}

/** Takes this node's values and checks what no field alone shows. Throws `ConfigError`. */
export function configure(config: Config, group: readonly Typed[], node: string): Configured[] {
  const missing =
    (typed: Typed) =>
    (path: (string | number)[]): never => {
      const full = [...(typed.origin(String(path[0])) ?? [...typed.path, ...path.slice(0, 1)]), ...path.slice(1)];
      const where = `${config.file.at(full)}: ${writePath(full)}`;
      throw engineError('VALUE_MISSING', '', { where, node });
    };
  const configured = group.map((typed) => {
    const values = forNode(typed.values, node, missing(typed)) as Record<string, unknown>;
    const place = `${config.file.at(typed.path)}: ${writePath(typed.path)}`;
    return { typed, config: values, policy: typed.type.release(typed.values), place };
  });
  refuse(configured.flatMap((each) => wrongs(each).map((wrong) => problem(config.file, wrong))));
  return configured;
}

function wrongs({ typed, config, policy }: Configured) {
  const found = (typed.type.problems?.(config) ?? []).map((wrong) => ({
    ...wrong,
    path: [...typed.path, ...wrong.path],
  }));
  const wanted = typed.values.onDeactivate;
  if (wanted === undefined || policy.allowed.includes(wanted)) return found;
  const reason = `must be ${policy.allowed.join(' or ')}, not ${wanted}${policy.because ? `: ${policy.because}` : ''}`;
  return [...found, { path: [...typed.path, 'onDeactivate'], reason, remedy: 'change or remove it' }];
}

/** Finds this node's share of each resource and makes it. Throws `usage` for a value that it lacks and for targets that collide. */
export async function makeMembers(configured: readonly Configured[], host: Host): Promise<Member[]> {
  const members = await Promise.all(configured.map((each) => makeMember(each, host)));
  checkTargets(
    members.map(({ name, type, resolved }, index) => ({
      name,
      at: configured[index]?.place ?? '',
      targets: type.targets(resolved),
      assumes: type.assumes?.(resolved) ?? [],
    })),
  );
  return members;
}

/** Makes one resource for this node. */
export async function makeMember({ typed, config, policy, place }: Configured, host: Host): Promise<Member> {
  const resolved = await typed.type.resolve(config, host, typed.values).catch((error) => {
    throw located(error, place);
  });
  return {
    name: typed.name,
    type: typed.type,
    plugin: typed.plugin,
    required: typed.values.required,
    after: typed.after,
    timeout: typed.values.timeout,
    onDeactivate: typed.values.onDeactivate ?? policy.default,
    takeable: typed.type.takeable(typed.values),
    tellsHolder: typed.type.tellsHolder(typed.values),
    resolved,
    resource: typed.type.create(resolved, host),
  };
}

/** A value that this node lacks is told with the place in the file that asks for it. */
function located(error: unknown, place: string): unknown {
  if (!(error instanceof KirikaeError) || error.kind !== 'usage') return error;
  const { code, hint, message } = error;
  return new KirikaeError('usage', `${place}: ${message}`, { code, hint, cause: error });
}

/** A member from the state record alone: what this node activated, as it was then. */
export async function rememberedMember(
  name: string,
  record: Remembered,
  registry: Registry,
  host: Host,
): Promise<Member> {
  const type = await recordedType(record, registry);
  const { plugin, required, after, onDeactivate, takeable, tellsHolder, resolved } = record;
  return {
    name,
    type,
    plugin,
    required,
    after,
    timeout: undefined,
    onDeactivate,
    takeable,
    tellsHolder,
    resolved,
    resource: type.create(resolved, host),
  };
}

/** Who this node is, by the first resource type of the group that must know; null where none must. */
export async function identifyNode(group: readonly Typed[], host: Host): Promise<RunNode['id']> {
  for (const { type, values } of group) if (type.identify) return (await type.identify(values, host)).id;
  return null;
}
