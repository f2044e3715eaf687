import type { RunNode } from '@kirikae/core';
import { untilEnded } from '@kirikae/core/machinery';
import { type Config, groupOf, readConfig } from '../file/config.ts';
import type { Group } from '../file/config-schema.ts';
import { listed } from '../file/listing.ts';
import { configure, identifyNode, type Member, makeMembers } from '../group/member.ts';
import { idFieldOf } from '../group/node-fields.ts';
import type { Registry } from '../group/registry.ts';
import { type Typed, typeGroup } from '../group/typed.ts';
import type { Report } from '../report/report.ts';
import { makeHost } from './host.ts';
import { type NamedNode, nameNode, settleNode } from './node.ts';
import type { RunOptions } from './options.ts';
import type { Session } from './session.ts';

/** Reads the file and finds the group in it, noting both in the report. */
export async function openGroup(
  { configPath }: RunOptions,
  report: Report,
  name: string,
): Promise<{ config: Config; group: Group }> {
  const config = await readConfig(configPath);
  report.configDigest = config.file.digest;
  const group = groupOf(config, name);
  report.strategy = group.strategy ?? null;
  return { config, group };
}

/** The resources that are in use in a group, checked by their types. */
export const inUse = (config: Config, name: string, group: Group, registry: Registry): Promise<Typed[]> =>
  typeGroup(config, listed(name, group, group.strategy), registry);

/** The node by its name, before anything was asked. */
export const nameIn = (config: Config | undefined, { node, env }: RunOptions): NamedNode =>
  nameNode(node, env, config?.content.nodes ?? {});

/** This node and its share of a group. */
export interface Prepared {
  readonly node: RunNode;
  readonly members: readonly Member[];
}

/** Finds out who this node is and makes the group's resources for it. Throws `usage` if it is another, or lacks a value. */
export async function prepare(session: Session, config: Config, group: readonly Typed[]): Promise<Prepared> {
  const { report, options, deadline } = session;
  const named = nameIn(config, options);
  report.node = { name: named.name, instanceId: null };
  const host = makeHost(session, named, config);
  const id = await untilEnded(identifyNode(group, host), deadline.signal);
  const node = settleNode(named, id, config.content.nodes, idFieldOf(group.map(({ type }) => type)));
  report.node = { name: node.name, instanceId: node.id };
  host.node = { name: node.name, entry: node.entry };
  const members = makeMembers(configure(config, group, node.name), host);
  return { node, members: await untilEnded(members, deadline.signal) };
}
