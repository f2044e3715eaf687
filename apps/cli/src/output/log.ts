import { mask, type RunEvent, visible } from '@kirikae/engine';
import { obstacle } from './last-line.ts';
import { say } from './words.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'];

/** Writes what happens in a run to stderr: a line for each attempt from `info` on, everything at `debug`. */
export function logger(level: string): { event: (event: RunEvent) => void; log: (text: string) => void } {
  const tells = (wanted: string) => LEVELS.indexOf(level) <= LEVELS.indexOf(wanted);
  const log = (wanted: string, text: string) => {
    if (tells(wanted))
      for (const line of text.split('\n')) say('stderr', `kirikae: ${wanted}: ${visible(mask(line))}\n`);
  };
  return {
    log: (text) => log('debug', text),
    event: (event) => {
      const about = event.resource === null ? '' : `${event.resource}: `;
      const isAttempt = event.kind === 'write' || event.kind === 'retry';
      log(isAttempt ? 'info' : 'debug', about + told(event));
    },
  };
}

function told(event: RunEvent): string {
  switch (event.kind) {
    case 'look':
      return 'looks';
    case 'send':
      return `sends ${event.write.action}, attempt ${event.attempt}: ${event.write.summary}`;
    case 'write': {
      const { action, summary, outcome, elapsedMs, requestId } = event.write;
      const request = requestId === null ? '' : `, request ${requestId}`;
      return `${action} ${outcome} in ${elapsedMs} ms, attempt ${event.attempt}${request}: ${summary}`;
    }
    case 'wait':
      return `waits until ${event.what}`;
    case 'doing':
      return event.what;
    case 'retry':
      return `attempt ${event.attempt} in ${(event.pause / 1_000).toFixed(2)} s: ${obstacle(event.error)}`;
  }
}
