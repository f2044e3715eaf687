import type { KirikaeError, Run } from '@kirikae/core';
import { paced, sleep, startDeadline, toKirikaeError } from '@kirikae/core/machinery';
import { createRead } from '@kirikae/engine';
import { route53Error } from './errors.ts';
import type { Resolved } from './record-sets.ts';
import type { Zone } from './zone.ts';

/** Waits until all authoritative servers have the change, for `waitTimeout` and no longer than the run. Still pending, or not told, is 23. */
export async function waitForSync(zone: Zone, { wait, waitTimeout }: Resolved, run: Run): Promise<void> {
  if (wait === 'none') return;
  const bound = startDeadline(
    Math.max(1, Math.min(waitTimeout, run.deadline.remaining() - 500)),
    'wait: insync',
    run.signal,
  );
  const read = createRead(bound);
  let last: string | undefined;
  try {
    for (let n = 0; last !== 'INSYNC'; n++) {
      if (n > 0) await sleep(paced(n - 1, 500, 4_000), bound.signal);
      const change = await zone.progress(read);
      if (!change) throw idLost();
      last = change.status;
    }
  } catch (thrown) {
    throw pending(run, toKirikaeError(thrown), last);
  } finally {
    bound.clear();
  }
}

/** The batch took effect and its answer was lost, so there is nothing to ask for. */
const idLost = (): KirikaeError => route53Error('ROUTE53_PENDING', '', { reason: 'its id was lost with its answer' });

/** The change is accepted, whatever became of the question. An interruption stays what it is. */
function pending({ signal }: Run, error: KirikaeError, last: string | undefined): KirikaeError {
  if (error.kind === 'degraded' || (signal.aborted && toKirikaeError(signal.reason).code !== 'DEADLINE')) return error;
  const untold = `GetChange does not tell how far it is (${error.message})`;
  const reason = last === undefined ? untold : `not all authoritative servers have it yet (${last})`;
  return route53Error('ROUTE53_PENDING', '', { reason }, { cause: error });
}
