import { KirikaeError, quote } from '@kirikae/core';
import { didYouMean, nearest, toKirikaeError } from '@kirikae/core/machinery';
import type { z } from 'zod';
import { engineError } from '../report/errors.ts';
import type { ConfigFile } from './config-file.ts';
import { inOrder, placed } from './place.ts';
import type { Path } from './yaml-document.ts';

/** One thing that is wrong in the file: where, why, and what to do. */
export interface Wrong {
  readonly path: Path;
  readonly reason: string;
  readonly remedy?: string;
}

/** Everything that is wrong in a file, in its order. The error itself tells the first. */
export class ConfigError extends KirikaeError {
  readonly problems: readonly KirikaeError[];
  constructor(problems: readonly KirikaeError[]) {
    const sorted = inOrder(problems);
    const [first] = sorted;
    const hint = `${first?.hint}${sorted.length > 1 ? ', then mend the others' : ''}`;
    super('usage', summary(sorted), { code: first?.code ?? 'CONFIG_INVALID', hint });
    this.problems = sorted;
  }
}

/** The one problem, or how many there are and the first. */
function summary(problems: readonly KirikaeError[]): string {
  const [first] = problems;
  const place = placed(first?.message ?? '');
  if (!first || !place) return first?.message ?? '';
  if (problems.length === 1) return first.message;
  const told = place.told.replace(/; did you mean .*$/s, '');
  return `cannot use ${place.path}, ${problems.length} problems, the first at ${place.line}:${place.column}: ${told}`;
}

/** A path as people write it: `groups.web.resources[0].name`. */
export function writePath(path: Path): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

/** The error for one wrong thing. A sign that only looks like another is told first: whoever reads the line does not see it. */
export function problem(file: ConfigFile, { path, reason, remedy = remedyFor(path, reason) }: Wrong): KirikaeError {
  const odd = file.lookalike(path);
  const told = sentence(path, odd ? `there is ${odd.name} here: ${reason}` : reason);
  if (odd) return engineError('CONFIG_INVALID', '', { at: odd.at, told, remedy: odd.remedy });
  const at = OF_KEY.test(reason) ? file.at(path) : file.valueAt(path);
  return engineError('CONFIG_INVALID', '', {
    at,
    told,
    remedy: remedy.replace('{line}', `${placed(`${at}: `)?.line}`),
  });
}

/** What is wrong with a key, or with that there is none; all else is wrong with what stands behind it. */
const OF_KEY = /^(unknown key|the key|is missing)/;
/** What says something of the thing at the path, as a verb does. */
const SAYS = /^(must|is|has|begins|names|says|needs) /;

/** A path and what is wrong there; an unknown key is told with what it stands in. */
function sentence(path: Path, reason: string): string {
  if (!/^unknown key/.test(reason)) return `${writePath(path)}${SAYS.test(reason) ? '' : ':'} ${reason}`;
  return path.length > 1 ? `${writePath(path.slice(0, -1))}: ${reason}` : reason;
}

/** What is typed, where a word does not say it. */
const TYPED: Readonly<Record<string, string>> = {
  'a map': 'lines of KEY: VALUE, two spaces further in,',
  'a list': 'lines that begin with a hyphen and a space, two spaces further in,',
  'longer than 0': 'a duration such as 10s',
};

/** What to type, by what it must be. */
function remedyFor(path: Path, reason: string): string {
  const [, wanted] = /must be (.+?)(?:, not .*)?$/s.exec(reason) ?? [];
  const last = path.at(-1);
  if (last === undefined) return 'write version: 1 and groups: into it; `kirikae config schema` describes all of it';
  const place =
    typeof last === 'number' ? `as item ${last + 1} of ${writePath(path.slice(0, -1))}` : `after ${String(last)}:`;
  return wanted ? `write ${TYPED[wanted] ?? wanted} ${place}` : `change what stands ${place}`;
}

/** Throws a `ConfigError` if anything is wrong. What several resources share and what is wrong in it is told once. */
export function refuse(problems: readonly KirikaeError[]): void {
  const distinct = new Map(problems.map((each) => [each.message, each]));
  if (distinct.size > 0) throw new ConfigError([...distinct.values()]);
}

/** What was thrown, one by one. */
export const problemsOf = (thrown: unknown): KirikaeError[] =>
  thrown instanceof ConfigError ? [...thrown.problems] : [toKirikaeError(thrown)];

/** What zod found, as sentences. `root` is the value that was checked. */
export function explain(issues: readonly z.core.$ZodIssue[], root: unknown): Wrong[] {
  const wrongs = issues.flatMap((issue) => explainOne(issue, root));
  return undisguised(wrongs, wrongs);
}

/** Without the keys that are missing or empty since what they lack stands beside them with a slip, as is `told`. */
export function undisguised(wrongs: readonly Wrong[], told: readonly Wrong[]): Wrong[] {
  const unknown = told.filter(({ reason }) => reason.startsWith('unknown key'));
  const slips = new Set(unknown.map(({ path, reason }) => `${writePath(path.slice(0, -1))} ${meantBy(reason)}`));
  // indented by signs that are no space to YAML
  const outdented = new Set(
    unknown.filter(({ path }) => isIndented(path.at(-1))).map(({ path }) => writePath(path.slice(0, -1))),
  );
  return wrongs.filter(({ path, reason }) => {
    if (reason === 'is missing') return !slips.has(`${writePath(path.slice(0, -1))} ${String(path.at(-1))}`);
    return !(reason.endsWith(', not nothing') && outdented.has(writePath(path.slice(0, -1))));
  });
}

const meantBy = (reason: string): string | undefined => /did you mean (.+)\?$/.exec(reason)?.[1];
const isIndented = (key: PropertyKey | undefined): boolean => String(key).trimStart() !== String(key);

function explainOne(issue: z.core.$ZodIssue, root: unknown): Wrong[] {
  const { path } = issue;
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key, index) => unknownKey(path, key, issue.message.split('\u0001')[index] ?? ''));
    case 'invalid_union':
      return explainUnion(issue, root, value);
    case 'invalid_type':
      return [
        value === undefined
          ? missing(path, root, `and after it ${wantedBy(issue)}`)
          : { path, reason: typeReason(issue, value) },
      ];
    case 'invalid_value':
      if (value === undefined) return [missing(path, root, issue.values.map(String).join(' or '))];
      return [
        {
          path,
          reason: `must be ${issue.values.map(String).join(' or ')}, not ${show(value)}${didYouMean(String(value), issue.values.map(String))}`,
        },
      ];
    case 'invalid_key':
      return issue.issues.map(({ message }) => badKey(path, message));
    case 'custom': // of a value that must not be quoted, or whose sentence says it all
      return [{ path, reason: issue.message }];
    case 'too_small':
    case 'too_big':
      return [{ path, reason: sizeReason(issue, value) }];
    default:
      return [value === undefined ? missing(path, root) : { path, reason: `${issue.message}, not ${show(value)}` }];
  }
}

function badKey(path: Path, message: string): Wrong {
  const key = String(path.at(-1));
  const remedy = `write in place of ${quote(key, 60)} ${message.replace(/^must be /, '')}`;
  return { path, reason: `the key ${show(key)} ${message}`, remedy };
}

/** A size in our own words, unless the schema has words for it. */
function sizeReason(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown): string {
  if (!issue.message.startsWith('Too ')) return issue.message;
  const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  return `must be ${limit}, not ${show(value)}`;
}

function unknownKey(path: Path, key: string, message: string): Wrong {
  const [reason = '', remedy = ''] = message.split('\u0000');
  const meant = meantBy(reason);
  const written = meant ? `write ${meant} for ${key} in line {line}` : remedy;
  return { path: [...path, key], reason: reason || `unknown key ${key}`, remedy: written || 'remove it' };
}

/** A field that is not there, or stands there under a name with a slip, where other names are allowed as well. */
function missing(path: Path, root: unknown, wanted = 'and its value'): Wrong {
  const key = String(path.at(-1));
  const beside = valueAt(root, path.slice(0, -1));
  const slip = key === 'type' && beside !== null && typeof beside === 'object' && nearest(key, Object.keys(beside));
  if (!slip) return { path, reason: 'is missing', remedy: `add ${key}: ${wanted}` };
  const reason = `unknown key ${slip}; did you mean ${key}?`;
  return { path: [...path.slice(0, -1), slip], reason, remedy: `write ${key} for ${slip} in line {line}` };
}

/** What a field must be, in the schema's own words or by its kind. */
const wantedBy = ({ message, expected }: z.core.$ZodIssueInvalidType): string =>
  message.startsWith('must be ') ? message.slice('must be '.length) : (KINDS[expected] ?? expected);

/** Of the ways to write a field, the one that was probably meant: `perNode` where that key is there, else the first. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, root: unknown, value: unknown): Wrong[] {
  if (value === undefined) {
    const first = issue.errors.flat().find((each) => each.code === 'invalid_type');
    return [missing(issue.path, root, first && `and after it ${wantedBy(first)}`)];
  }
  if (!issue.message.startsWith('Invalid input'))
    return [{ path: issue.path, reason: `${issue.message}, not ${show(value)}` }];
  const meant =
    value !== null && typeof value === 'object' && 'perNode' in value ? issue.errors.at(-1) : issue.errors[0];
  const inner = (meant ?? []).map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
  return inner.length > 0 ? explain(inner as z.core.$ZodIssue[], root) : [{ path: issue.path, reason: issue.message }];
}

function typeReason(issue: z.core.$ZodIssueInvalidType, value: unknown): string {
  const own = !issue.message.startsWith('Invalid input');
  if (own) return `${issue.message}, not ${show(value)}`;
  return `must be ${KINDS[issue.expected] ?? issue.expected}, not ${show(value)}`;
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return quote(JSON.stringify(value) ?? String(value), 60);
}

/** The value at a path of plain content, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, step) => {
    if (part === null || typeof part !== 'object' || !Object.hasOwn(part, step)) return undefined;
    return (part as Record<PropertyKey, unknown>)[step];
  }, root);
}
