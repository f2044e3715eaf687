import { mask, type RunEvent, visible } from '@kirikae/engine';
import { say } from './words.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'];

/** Writes what happens in a run to stderr: writes from `info` on, everything at `debug`. */
export function logger(level: string): { event: (event: RunEvent) => void; log: (text: string) => void } {
  const tells = (wanted: string) => LEVELS.indexOf(level) <= LEVELS.indexOf(wanted);
  const log = (wanted: string, text: string) => {
    if (tells(wanted)) say('stderr', `kirikae: ${wanted}: ${visible(mask(text))}\n`);
  };
  return {
    log: (text) => log('debug', text),
    event: (event) => {
      if (event.kind !== 'write') return log('debug', `${event.resource}: look`);
      const { action, summary, outcome, elapsedMs } = event.write;
      log('info', `${event.resource}: ${action} ${outcome} in ${elapsedMs} ms: ${summary}`);
    },
  };
}
