import type { RunEvent } from '@kirikae/engine';
import { mask } from '@kirikae/engine';

const LEVELS = ['debug', 'info', 'warn', 'error'];

/** Writes what happens in a run to stderr: writes from `info` on, everything at `debug`. */
export function logger(level: string): { event: (event: RunEvent) => void; log: (text: string) => void } {
  const tells = (wanted: string) => LEVELS.indexOf(level) <= LEVELS.indexOf(wanted);
  const say = (wanted: string, text: string) => {
    if (tells(wanted)) process.stderr.write(`kirikae: ${wanted}: ${mask(text)}\n`);
  };
  return {
    log: (text) => say('debug', text),
    event: (event) => {
      if (event.kind !== 'write') return say('debug', `${event.resource}: look`);
      const { action, summary, outcome, elapsedMs } = event.write;
      say('info', `${event.resource}: ${action} ${outcome} in ${elapsedMs} ms: ${summary}`);
    },
  };
}
