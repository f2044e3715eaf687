import { coreError, EXIT_CODES } from '@kirikae/engine';
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
      if (controller.signal.aborted) leaveAtOnce(name);
      controller.abort(coreError('INTERRUPTED', '', { signal: name }));
    });
  }
  return controller.signal;
}

/** Without waiting for anything; the journal tells what was done. */
function leaveAtOnce(signal: string): void {
  const code = managerIn(process.argv)?.failure ?? EXIT_CODES.unreachable;
  const line = `kirikae: INTERRUPTED interrupted by ${signal} again, while it stopped; see \`kirikae history\`, then run it again [exit ${code}]`;
  process.stderr.write(`${line}\n`); // nobody may hear it: that must not keep it from ending
  leave(code);
}
