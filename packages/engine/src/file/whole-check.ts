import type { KirikaeError } from '@kirikae/core';
import { type Config, problemsAcross } from './config.ts';
import { readConfigFile } from './config-file.ts';
import { explain, problem, undisguised, type Wrong, writePath } from './config-problem.ts';
import { anyFile, type FileContent } from './config-schema.ts';
import type { Path } from './yaml-document.ts';

/*
 * All that is wrong in a file, in one pass: what does not have the right shape is told and taken out, so that the rest can be looked at by
 * its types. Nothing acts on what is left; it is for a check alone.
 */

/** The type of what stands in the place of a resource that has none: the others keep their places in the list. */
export const TAKEN_OUT = '';

/** How often something is taken out: a thing may hide another. */
const ROUNDS = 5;

/** What is wrong in the shape of a file, and the file without it; undefined where too little is left. */
export async function readForCheck(path: string): Promise<{ config?: Config; errors: KirikaeError[] }> {
  const file = await readConfigFile(path);
  const content = structuredClone(file.content);
  const errors: KirikaeError[] = [];
  const touched = new Set<unknown>();
  const told: Wrong[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const parsed = anyFile.safeParse(content);
    if (parsed.success) {
      const config = { file, content: parsed.data as FileContent };
      return { config, errors: [...errors, ...problemsAcross(config, touched)] };
    }
    const wrongs = explain(parsed.error.issues, content);
    const taken = new Set(told.map(({ path }) => writePath(path)));
    const fresh = undisguised(wrongs, told).filter(({ path }) => !taken.has(writePath(path)));
    errors.push(...fresh.map((wrong) => problem(file, wrong)));
    told.push(...wrongs);
    // from the end on, so that what stands before in a list keeps its place
    if (
      !wrongs
        .toReversed()
        .map((wrong) => takeOut(content, wrong))
        .some(Boolean)
    )
      break;
    for (const { path } of wrongs) if (path[0] === 'groups') touched.add(path[1]);
  }
  return { errors };
}

/** Takes what is wrong out of a file's content; false if it is not there to be taken. */
function takeOut(content: unknown, { path, reason }: Wrong): boolean {
  const resource = resourceIn(path);
  const isOwnType =
    resource && (path.length === resource.length || path.at(-1) === 'type' || reason.endsWith('; did you mean type?'));
  const steps = isOwnType ? resource : path;
  const last = steps.at(-1);
  const around = steps.slice(0, -1).reduce<unknown>((part, step) => Object(part)[step], content);
  if (last === undefined || around === null || typeof around !== 'object' || !Object.hasOwn(around, last)) return false;
  if (isOwnType) Reflect.set(around, last, { type: TAKEN_OUT });
  else if (last === 'version') Reflect.set(around, last, 1);
  else if (Array.isArray(around)) around.splice(Number(last), 1);
  else Reflect.deleteProperty(around, last);
  return true;
}

/** The path to the resource that a path leads into: `groups.G.resources[i]`, `groups.G.strategies.S[i]`. */
function resourceIn(path: Path): Path | undefined {
  const length = path[2] === 'resources' ? 4 : 5;
  const isOne = path[0] === 'groups' && typeof path[length - 1] === 'number';
  return isOne && path.length >= length ? path.slice(0, length) : undefined;
}
