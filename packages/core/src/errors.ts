import { type ErrorDetails, type Kind, KirikaeError, type Transient } from './kirikae-error.ts';

/** One row of an error table: the sentence holds `{placeholders}`; docs are generated from it. */
export interface ErrorRow {
  kind: Kind;
  problem: string;
  hint: string;
  transient?: Transient;
  ambiguous?: boolean;
}

const fill = (text: string, params: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => String(params[key] ?? `{${key}}`));

/** Makes the error of one row: what was wanted (after "cannot"), what fills the placeholders, where it came from. */
export type MakeError<Code extends string> = (
  code: Code,
  wanted: string,
  params?: Record<string, string | number>,
  details?: Pick<ErrorDetails, 'cause' | 'requestId' | 'ambiguous'>,
) => KirikaeError;

/** Turns an error table into a function that makes its errors: `error('CODE', 'read the file', { path }, { cause })`. */
export function errorsFrom<T extends Record<string, ErrorRow>>(table: T): MakeError<keyof T & string> {
  return (code, wanted, params = {}, details = {}) => {
    const row = table[code] as ErrorRow;
    const message = `${wanted ? `cannot ${wanted}, ` : ''}${fill(row.problem, params)}`;
    const { transient, ambiguous } = row;
    return new KirikaeError(row.kind, message, {
      code,
      hint: fill(row.hint, params),
      ...(transient && { transient }),
      ...(ambiguous !== undefined && { ambiguous }),
      ...details,
    });
  };
}

const row = (kind: Kind, problem: string, hint: string): ErrorRow => ({ kind, problem, hint });

/** Every error that the engine itself raises. The reference page of errors is made from this. */
export const CORE_ERRORS = {
  USAGE_FLAG: row('usage', '{problem}', 'see `kirikae {command} --help`'),
  USAGE_COMMAND: row('usage', 'there is no command {command}{nearest}', 'see `kirikae --help`'),
  CONFIG_NOT_FOUND: row('usage', 'there is no file {path}{beside}', 'name the file with --config or KIRIKAE_CONFIG'),
  CONFIG_UNREADABLE: row(
    'usage',
    '{path} cannot be read ({reason})',
    'make it readable for the user that runs kirikae',
  ),
  CONFIG_UNSAFE: row('usage', '{who} may write to {part}{reach}', 'take that right away: {mend}'),
  CONFIG_ENCODING: row('usage', '{path} is not UTF-8 ({reason})', 'save it as UTF-8'),
  CONFIG_TOO_BIG: row('usage', '{path} has {size} bytes, more than {limit}', 'name the right file'),
  CONFIG_YAML: row('usage', '{at}: not YAML: {reason}', 'correct that line'),
  CONFIG_INVALID: row('usage', '{at}: {where}: {reason}', '{remedy}'),
  GROUP_UNKNOWN: row('usage', '{path} has no group {group}{nearest}', 'its groups are: {groups}'),
  TYPE_UNKNOWN: row('usage', 'there is no resource type {type}{nearest}', 'the types are: {types}'),
  PLUGIN_BROKEN: row('usage', 'the plugin {plugin} cannot be used: {reason}', 'mend it, or install it again'),
  PLUGIN_MISSING: row(
    'usage',
    'the plugin {plugin} is not installed: there is no {wanted}',
    'install it there, or correct its name under plugins:',
  ),
  PLUGIN_VERSION: row(
    'usage',
    'the plugin {plugin} is made for version {theirs} of the contract, and this kirikae for {ours}',
    'install a version of the plugin for {ours}',
  ),
  PLUGIN_TWICE: row(
    'usage',
    'resource types {prefix}/… come from {plugins}',
    'take all but one of them out of plugins:',
  ),
  PLUGIN_UNSAFE: row(
    'usage',
    'the plugin {plugin} is not safe: {who} may write to {part}{reach}',
    'take that right away: {mend}',
  ),
  SECRET_MISSING: row('usage', 'there is no secret in {where}', 'put it there for the user that runs kirikae'),
  SECRET_OPEN: row('usage', 'anybody may read the secret in {path}', 'take that right away: chmod o-rwx {path}'),
  SECRET_UNREADABLE: row(
    'usage',
    'the secret in {path} cannot be read ({reason})',
    'correct the path, or make it readable for the user that runs kirikae',
  ),
  STATE_UNSAFE: row(
    'usage',
    'the state directory is not safe: {who} may write to {part}{reach}',
    'take that right away: {mend}',
  ),
  NODE_IS_ANOTHER: row(
    'usage',
    'this is instance {actual}, but nodes.{node} in the file says {expected}',
    'correct instanceId under nodes.{node}, or run with the right --node',
  ),
  NODE_NAME: row('usage', '{name} is not a name for a node', 'use letters a–z, digits and hyphens, at most 63'),
  VALUE_MISSING: row('usage', '{where} has no value for node {node}', 'add {node} under perNode there'),
  TARGET_TWICE: row('usage', '{at}: {second} moves {target}, and so does {first}', 'remove one of them'),
  TARGET_ASSUMED: row(
    'usage',
    '{at}: {second} uses {target}, which {first} moves',
    'write the address of {first} into {second} as a literal',
  ),
  MANAGER_ABSENT: row(
    'usage',
    '{manager} did not start this: {variable} is not set',
    'let the cluster run the script; by hand, leave out --manager',
  ),
  SCRIPT_REFUSED: row('usage', '{problem}', '{remedy}'),
  DECLINED: row('usage', 'you did not agree', 'answer y, or run it with --yes'),
  DEADLINE: row(
    'unreachable',
    'the time of {limit} ran out',
    'run it again, or allow more: timeout: or monitorTimeout: in the file, or --timeout',
  ),
  INTERRUPTED: row('unreachable', 'interrupted by {signal}', 'run it again; that is safe'),
  LOCK_BUSY: row(
    'unreachable',
    'another run of this group has the lock (process {pid}, {command}, run {holder})',
    'wait for it, or end that process, and run this again',
  ),
  OVERTAKEN: row('conflict', 'a later {command} (run {later}) overtook this one', 'nothing: the later command counts'),
  RACE_LOST: row(
    'conflict',
    'this node wrote, but {holder} holds it now: the race is lost',
    'find out which node shall be active and activate there',
  ),
  NOT_ATTAINED: row(
    'failed',
    'the write was answered, but it is not active: {detail}',
    'see `kirikae status`, then run it again',
  ),
  STALE_READ: row(
    'unreachable',
    'the write was answered, but every look until the end showed the state before it ({detail})',
    'run it again; that is safe',
  ),
  READ_BACK: row(
    'degraded',
    'the write was answered with {version}, but it cannot be read back ({reason})',
    'give this node a way to the API that does not depend on the address that moves',
  ),
  HALF_ACTIVE: row(
    'failed',
    '{here} is active here and only this node can let go of it, but {gone} is not active here',
    'activate the group again, or deactivate it',
  ),
  DEFECT: row('failed', 'a defect in kirikae: {reason}', 'report it with this line and `--log-level debug`'),
} satisfies Record<string, ErrorRow>;

/** Makes an error of the engine's table. */
export const coreError = errorsFrom(CORE_ERRORS);

/** Anything thrown, as an error that can be reported: what is not ours is a defect, with its own message kept. */
export function toKirikaeError(error: unknown): KirikaeError {
  if (error instanceof KirikaeError) return error;
  if (error instanceof Error && ABORTS.includes(error.name)) return interruption(error);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return coreError('DEFECT', '', { reason: reason.split('\n')[0] ?? '' }, { cause: error });
}

/** What an aborted call throws where nobody gave a better reason. */
const ABORTS = ['AbortError', 'TimeoutError'];

/** The reason of an abort, as the error to report. One without an error of ours is an interruption by whoever aborted, never a defect. */
export function interruption(reason: unknown): KirikaeError {
  if (reason instanceof KirikaeError) return reason;
  const by = typeof reason === 'string' ? reason : 'its caller';
  return coreError('INTERRUPTED', '', { signal: by }, { cause: reason });
}
