import type { KirikaeError, Run } from '@kirikae/core';
import { route53Error } from './errors.ts';
import type { Resolved } from './resolved.ts';
import type { Zone } from './zone.ts';

/** Waits until all authoritative servers have the change, for `waitTimeout` and no longer than the run. Still pending, or not told, is 23. */
export async function waitForSync(zone: Zone, { wait, waitTimeout }: Resolved, run: Run): Promise<void> {
  if (wait === 'none') return;
  let last: string | undefined;
  const isInSync = async (read: Run['read']): Promise<true | undefined> => {
    const change = await zone.progress(read);
    if (!change) throw idLost();
    last = change.status;
    return last === 'INSYNC' || undefined;
  };
  const within = Math.min(waitTimeout, run.deadline.remaining() - 500);
  const synced = await run.wait('Route 53 is in sync', isInSync, within).catch((error) => {
    throw isUntold(run, error) ? pending(last, error) : error;
  });
  if (!synced) throw pending(last);
}

/** The batch took effect and its answer was lost, so there is nothing to ask for. */
const idLost = (): KirikaeError => route53Error('ROUTE53_PENDING', '', { reason: 'its id was lost with its answer' });

/** The change is accepted, whatever became of the question. An interruption stays what it is. */
const isUntold = ({ signal }: Run, error: KirikaeError): boolean =>
  error.kind !== 'degraded' && !(signal.aborted && (signal.reason as KirikaeError).code !== 'DEADLINE');

function pending(last: string | undefined, error?: KirikaeError): KirikaeError {
  const untold = `GetChange does not tell how far it is (${error?.message ?? 'no answer in time'})`;
  const reason = last === undefined ? untold : `not all authoritative servers have it yet (${last})`;
  return route53Error('ROUTE53_PENDING', '', { reason }, { cause: error });
}
