import type { Run, Status } from '@kirikae/core';
import { toKirikaeError, untilEnded } from '@kirikae/core/machinery';
import type { Share } from '../group/member.ts';
import type { Session } from '../run/session.ts';

/** How long, in ms, anybody waits for what is only advice. */
const PATIENCE = 1_000;

/**
 * What else must be right for a resource, as its type finds it out, becomes a warning: the look is true all the same. What cannot be found
 * out is told to people who ask (`status`), and to all where it will not pass by itself.
 */
export async function advise({ options, warn, deadline }: Session, { name, resource }: Share, run: Run, seen: Status) {
  if (!resource.inspect || deadline.signal.aborted) return;
  const patience = AbortSignal.any([deadline.signal, AbortSignal.timeout(PATIENCE)]);
  try {
    const message = await untilEnded(resource.inspect(run, seen), patience);
    if (message) warn({ code: 'ADVICE', message, resource: name });
  } catch (thrown) {
    const { code, message, transient } = toKirikaeError(thrown);
    const passes = transient !== undefined || patience.aborted;
    if (!passes || options.command === 'status')
      warn({ code, message: `the rest cannot be told: ${message}`, resource: name });
  }
}
