import { coreError, EXIT_CODES } from '@kirikae/core';
import { leave } from './leave.ts';
import { managerIn } from './manager/managers.ts';

/**
 * Aborts when the process is asked to end: the run stops at its next safe point and tells what was done and what was not.
 * Asked again, it ends at once.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.removeAllListeners(name); // those of the start, when there was nothing to stop yet
    process.on(name, () => {
      if (controller.signal.aborted) leave(managerIn(process.argv)?.failure ?? EXIT_CODES.unreachable);
      controller.abort(coreError('INTERRUPTED', '', { signal: name }));
    });
  }
  return controller.signal;
}
