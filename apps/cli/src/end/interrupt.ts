import { coreError, EXIT_CODES } from '@kirikae/engine';
import { managerIn } from '../manager/managers.ts';
import { say } from '../output/words.ts';
import { end } from './end.ts';
import { leave } from './leave.ts';
import { outcome } from './outcome.ts';

/** Of the run that can be stopped; undefined while there is none. */
let controller: AbortController | undefined;

/** The time in ms that the last words have when it shall end at once. */
const AT_ONCE = 100;

/** Aborts when the process is asked to end: the run stops at its next safe point and tells what was done and what was not. */
export function signalOfInterrupt(): AbortSignal {
  controller ??= new AbortController();
  return controller.signal;
}

/** Listens for what asks the process to end. Asked again, or when all is done but the telling, it ends at once. */
export function listenForSignals(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.removeAllListeners(name); // those of the start
    process.on(name, () => endBy(name));
  }
}

function endBy(name: string): void {
  const settled = outcome();
  if (settled !== undefined) leave(settled);
  if (controller === undefined) return leaveAtOnce(`interrupted by ${name}, nothing was done; run it again`);
  if (!controller.signal.aborted) return controller.abort(coreError('INTERRUPTED', '', { signal: name }));
  leaveAtOnce(`interrupted by ${name} again, while it stopped; see \`kirikae history\`, then run it again`);
}

/** Without waiting for the run; the journal tells what was done. */
function leaveAtOnce(text: string): void {
  const code = managerIn(process.argv)?.failure ?? EXIT_CODES.unreachable;
  say('stderr', `kirikae: INTERRUPTED ${text} [exit ${code}]\n`);
  void end(code, AT_ONCE);
}
