import { type ErrorRow, errorsFrom, row } from './error-table.ts';
import { KirikaeError, PRECEDENCE } from './kirikae-error.ts';
import { mask } from './secrets.ts';

/** The errors that the contract itself raises, and those that resource types and the engine share. */
export const CORE_ERRORS = {
  SECRET_MISSING: row('usage', 'there is no secret in {where}', 'put it there for the user that runs kirikae'),
  SECRET_OPEN: row('usage', 'anybody may read the secret in {path}', 'take that right away: chmod o-rwx {path}'),
  SECRET_UNREADABLE: row(
    'usage',
    'the secret in {path} cannot be read ({reason})',
    'correct the path, or make it readable for the user that runs kirikae',
  ),
  DEADLINE: row(
    'unreachable',
    'the time of {limit} ran out',
    'run it again, or allow more: timeout: or monitorTimeout: in the file, or --timeout',
  ),
  INTERRUPTED: row('unreachable', 'interrupted by {signal}', 'run it again, that is safe'),
  RACE_LOST: row(
    'conflict',
    'this node wrote, but {holder} holds it now: the race is lost',
    'find out which node shall be active and activate there',
  ),
  DEFECT: row('failed', 'a defect in kirikae: {reason}', 'report it with this line and `--log-level debug`'),
} satisfies Record<string, ErrorRow>;

/** Makes an error of this table. */
export const coreError = errorsFrom(CORE_ERRORS);

/** The error of a node whose write counted, but another's came after it. `holder` has it now. */
export const raceLost = (holder: string, cause?: unknown): KirikaeError =>
  coreError('RACE_LOST', '', { holder }, { cause });

/** Of what several requests at the same time threw, the one to tell: what will not pass by itself comes first. */
export function worstOf(thrown: readonly unknown[]): KirikaeError {
  const rank = ({ kind, transient }: KirikaeError) => PRECEDENCE.indexOf(kind) + (transient ? PRECEDENCE.length : 0);
  const [worst] = thrown.map(toKirikaeError).sort((a, b) => rank(a) - rank(b));
  return worst ?? toKirikaeError(undefined);
}

/** Anything thrown, as an error that can be reported: what is not ours is a defect, with its own message kept. */
export function toKirikaeError(error: unknown): KirikaeError {
  if (error instanceof KirikaeError) return error;
  if (error instanceof Error && ABORTS.includes(error.name)) return interruption(error);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return coreError('DEFECT', '', { reason: mask(reason).split('\n')[0] ?? '' }, { cause: error });
}

/** What an aborted call throws where nobody gave a better reason. */
const ABORTS = ['AbortError', 'TimeoutError'];

/** The reason of an abort, as the error to report. One without an error of ours is an interruption by whoever aborted, never a defect. */
export function interruption(reason: unknown): KirikaeError {
  if (reason instanceof KirikaeError) return reason;
  const by = typeof reason === 'string' ? reason : 'its caller';
  return coreError('INTERRUPTED', '', { signal: by }, { cause: reason });
}
