import type { KirikaeError, ResourceType } from '@kirikae/core';
import { strict } from '@kirikae/core';
import { wholePolicy } from '@kirikae/core/machinery';
import type { z } from 'zod';
import type { Config } from '../file/config.ts';
import { explain, problem } from '../file/config-problem.ts';
import { isMarked } from '../file/marks.ts';

/** All fields that resource types know under `nodes:`. */
export const nodeShape = (types: readonly ResourceType[]): z.ZodRawShape =>
  Object.assign({}, ...types.map((type) => wholePolicy(type).nodeFields?.shape));

/** The field that says which machine a node is; undefined where no type of the group must know. */
export const idFieldOf = (types: readonly ResourceType[]): string | undefined =>
  Object.entries(nodeShape(types)).find(([, field]) => isMarked([field], 'nodeId'))?.[0];

/**
 * What is wrong under `nodes:` by the types that were loaded. A field that none of them knows is told if they are `all` that there are:
 * it may be another's.
 */
export function nodeProblems({ file, content }: Config, types: readonly ResourceType[], all: boolean): KirikaeError[] {
  const shape = nodeShape(types);
  if (Object.keys(shape).length === 0) return [];
  const schema = strict(shape);
  return Object.entries(content.nodes).flatMap(([node, entry]) => {
    const issues = schema.safeParse(entry).error?.issues ?? [];
    const told = issues.filter(({ code }) => all || code !== 'unrecognized_keys');
    const wrongs = explain(told, entry).map((wrong) => ({ ...wrong, path: ['nodes', node, ...wrong.path] }));
    return wrongs.map((wrong) => problem(file, wrong));
  });
}
