import { isDeepStrictEqual } from 'node:util';
import { alikeNames, didYouMean, formatDuration } from '@kirikae/core/machinery';
import { alikeKeys } from './alike.ts';
import type { Wrong } from './config-problem.ts';
import type { Group } from './config-schema.ts';
import { before, type Listed, listed } from './listing.ts';

/** What is wrong in a group that no field alone shows, under any of its strategies. */
export function groupProblems(group: string, body: Group): Wrong[] {
  const { strategy, strategies } = body;
  const names = Object.keys(strategies ?? {});
  const wrong = strategyProblem(group, body, names);
  if (wrong) return [wrong];
  const lists = (names.length > 0 ? names : [undefined]).map((each) => listed(group, body, each));
  if (listed(group, body, strategy).length === 0)
    return [{ path: ['groups', group], reason: 'has no resources', remedy: 'add one under resources:' }];
  return distinct([
    ...alikeKeys(['groups', group, 'strategies'], strategies),
    ...lists.flatMap((list) => listProblems(body, list)),
    ...sameName(lists),
    ...alikeResources(lists.flat()),
  ]);
}

function strategyProblem(group: string, { strategy, strategies }: Group, names: string[]): Wrong | undefined {
  const path = ['groups', group];
  if (strategies && strategy === undefined) {
    const reason = 'has strategies, but strategy does not say which is in use';
    return { path, reason, remedy: `add strategy: ${names.join(' or ')}` };
  }
  if (strategy === undefined || names.includes(strategy)) return undefined;
  const reason = `there is no strategy ${strategy}${didYouMean(strategy, names)}`;
  return { path: [...path, 'strategy'], reason, remedy: `the strategies here are: ${names.join(', ') || 'none'}` };
}

/** What is wrong in `resources` is found under every strategy, and told once. */
const distinct = (wrongs: Wrong[]): Wrong[] =>
  wrongs.filter((wrong, index) => wrongs.findIndex((other) => isDeepStrictEqual(other, wrong)) === index);

/** What is wrong in one list: names that occur twice, an unknown or circular `after`, a time-out over the group's. */
function listProblems(body: Group, list: Listed[]): Wrong[] {
  const wrongs = list.flatMap((item) => [
    ...nameProblems(item, list),
    ...timeoutProblems(item, body),
    ...afterProblems(item, list),
  ]);
  return wrongs.length > 0 ? wrongs : cycles(list);
}

function nameProblems(item: Listed, list: Listed[]): Wrong[] {
  if (list.find(({ name }) => name === item.name) === item) return [];
  const reason = `the name ${item.name} is taken by another resource of this group`;
  return [{ path: item.path, reason, remedy: 'give one of them another name' }];
}

function timeoutProblems({ path, fields: { timeout } }: Listed, body: Group): Wrong[] {
  if (timeout === undefined || timeout <= body.timeout) return [];
  const reason = `${formatDuration(timeout)} is longer than the group's ${formatDuration(body.timeout)}`;
  return [{ path: [...path, 'timeout'], reason, remedy: `raise timeout of ${String(path[1])}` }];
}

function afterProblems({ path, fields: { after = [] } }: Listed, list: Listed[]): Wrong[] {
  const names = list.map(({ name }) => name);
  return after.flatMap((name, index) => {
    if (names.includes(name)) return [];
    const reason = `there is no resource ${name} in use with it${didYouMean(name, names)}`;
    return [{ path: [...path, 'after', index], reason, remedy: `the names are: ${names.join(', ')}` }];
  });
}

/** Takes away what can have its turn, again and again; what is left waits for itself. */
function cycles(list: Listed[]): Wrong[] {
  let left = list;
  for (let last = Number.POSITIVE_INFINITY; left.length < last; ) {
    last = left.length;
    const waiting = new Set(left.map(({ name }) => name));
    left = left.filter((item) => before(list, item).some((name) => waiting.has(name)));
  }
  const [first] = left;
  if (!first) return [];
  const names = left.map(({ name }) => name);
  const reason = names.length === 1 ? `${names[0]} waits for itself` : `${names.join(', ')} wait for each other`;
  return [{ path: [...first.path, 'after'], reason, remedy: 'take one name out of an after' }];
}

/** Of all that are listed under one strategy or another: the report and the record tell them apart by name. */
function alikeResources(all: Listed[]): Wrong[] {
  return alikeNames(all.map(({ name }) => name)).flatMap(({ name, first }) => {
    const path = all.find((item) => item.name === name)?.path ?? [];
    return { path, reason: `the name ${name} differs from ${first} by case alone`, remedy: 'give one another name' };
  });
}

/** The same name in two strategies is the same resource, so it must be written the same. */
function sameName(lists: Listed[][]): Wrong[] {
  const all = lists.flat().filter(({ path }) => path[2] === 'strategies');
  return all.flatMap((item) => {
    const first = all.find(({ name }) => name === item.name) ?? item;
    if (first.path[3] === item.path[3] || isDeepStrictEqual(first.fields, item.fields)) return [];
    const reason = `${item.name} is written otherwise in another strategy`;
    return [{ path: item.path, reason, remedy: 'write both the same, or give one another name' }];
  });
}
