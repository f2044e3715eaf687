import { mask, type RunEvent } from '@kirikae/engine';
import { seconds } from './seconds.ts';
import { draw, isBusy, isTerminal } from './words.ts';

/** How long, in ms, a run may stay silent on a terminal. */
const QUIET = 700;

/** On a terminal, one line that tells what a run is waiting for while a step takes long. Gives what to call at its end. */
export function showProgress(began: number): { event: (event: RunEvent) => void; end: () => void } {
  if (!isTerminal('stderr')) return { event: () => {}, end: () => {} };
  let step = 'starting';
  let shown = false;
  const show = () => {
    const elapsed = performance.now() - began;
    if (elapsed < QUIET || isBusy('stderr')) return;
    draw('stderr', `  ${mask(step)} … ${seconds(elapsed)}`);
    shown = true;
  };
  const timer = setInterval(show, 100);
  return {
    event: (event) => {
      step =
        event.kind === 'write'
          ? `${event.resource}: ${event.write.summary}: ${event.write.outcome}`
          : `${event.resource}: looking`;
    },
    end: () => {
      clearInterval(timer);
      if (shown) draw('stderr', '');
    },
  };
}
