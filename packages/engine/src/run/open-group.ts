import type { Config } from '../file/config.ts';
import { groupOf, readConfig } from '../file/config.ts';
import type { Group } from '../file/config-schema.ts';
import { listed } from '../file/listing.ts';
import { type FileMember, membersByFile } from '../group/from-file.ts';
import type { Registry } from '../group/registry.ts';
import type { Report } from '../report/report.ts';
import type { RunOptions } from './options.ts';

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

/** The members that are in use in a group, checked by their types. */
export const inUse = (config: Config, name: string, group: Group, registry: Registry): Promise<FileMember[]> =>
  membersByFile(config, listed(name, group, group.strategy), registry);
