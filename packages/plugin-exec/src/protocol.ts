import { type Host, quote, type Run } from '@kirikae/core';
import { execError } from './errors.ts';
import { describeEnding, type Ending } from './program.ts';

/** What a program can be asked; each has a field of that name. */
export type Verb = 'activate' | 'deactivate' | 'status';

/** The variables that every program gets. All are always set, so that none can come from further up; empty where there is nothing to say. */
export function variablesOf(
  { node, resource, reason, deadline }: Run,
  { group }: Pick<Host, 'group'>,
  strategy: string | null,
): Record<string, string> {
  return {
    KIRIKAE_GROUP: group,
    KIRIKAE_RESOURCE: resource,
    KIRIKAE_NODE: node.name,
    KIRIKAE_REASON: reason ?? '',
    KIRIKAE_STRATEGY: strategy ?? '',
    KIRIKAE_TIMEOUT_MS: String(Math.floor(deadline.remaining())),
  };
}

/** Throws unless `activate` or `deactivate` did its work. */
export function mustBeDone(ending: Ending, verb: Verb, program: string): void {
  if (ending.how === 'not started') throw execError('EXEC_NOT_STARTED', verb, { ...ending });
  if (ending.how === 'exited' && ending.code === 0) return;
  const params = { program, ending: describeEnding(ending), said: said(ending.stderr) };
  throw execError(ending.how === 'exited' ? 'EXEC_FAILED' : 'EXEC_CUT_OFF', verb, params);
}

/** The last lines of stderr, for one line of ours. */
export function said(stderr: readonly string[]): string {
  const lines = stderr.map((line) => line.trim()).filter((line) => line !== '');
  const shown = lines.slice(-3).map((line) => quote(line, 200));
  return shown.join(' / ') || 'it wrote nothing to stderr';
}
