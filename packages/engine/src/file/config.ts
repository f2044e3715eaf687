import type { KirikaeError } from '@kirikae/core';
import { didYouMean } from '@kirikae/core/machinery';
import { engineError } from '../report/errors.ts';
import { alikeKeys } from './alike.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { explain, problem, refuse } from './config-problem.ts';
import { anyFile, type FileContent, type Group } from './config-schema.ts';
import { groupProblems } from './group-problems.ts';

/** A file that has the right shape. */
export interface Config {
  readonly file: ConfigFile;
  readonly content: FileContent;
}

/** Reads a file and checks all of it but the fields of the resource types. Throws `ConfigError`, or what `readConfigFile` throws. */
export async function readConfig(path: string): Promise<Config> {
  const file = await readConfigFile(path);
  const parsed = anyFile.safeParse(file.content);
  if (!parsed.success) refuse(explain(parsed.error.issues, file.content).map((wrong) => problem(file, wrong)));
  const config = { file, content: parsed.data as FileContent };
  refuse(problemsAcross(config));
  return config;
}

/** What no field alone shows to be wrong, in all groups but some. */
export const problemsAcross = ({ file, content }: Config, but: ReadonlySet<unknown> = new Set()): KirikaeError[] =>
  [
    ...alikeKeys(['nodes'], content.nodes),
    ...alikeKeys(['groups'], content.groups),
    ...Object.entries(content.groups)
      .filter(([group]) => !but.has(group))
      .flatMap(([group, body]) => groupProblems(group, body)),
  ].map((wrong) => problem(file, wrong));

/** One group of a file, by name. */
export function groupOf({ file, content }: Config, group: string): Group {
  const found = Object.hasOwn(content.groups, group) ? content.groups[group] : undefined;
  if (found) return found;
  const groups = Object.keys(content.groups);
  const params = { path: file.path, group, nearest: didYouMean(group, groups), groups: groups.join(', ') || 'none' };
  throw engineError('GROUP_UNKNOWN', '', params);
}
