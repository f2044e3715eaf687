import { EXIT_CODES, type Report } from '@kirikae/engine';
import { cliError } from '../errors.ts';

/** Nothing but `leave` ends the process: what calls `process.exit` (a plugin from outside) gets an error there instead, as the reason why its resource failed. */
export function keepFromEnding(): void {
  process.exit = () => {
    throw cliError('PLUGIN_EXIT', '', { who: caller(new Error().stack) });
  };
}

/** A look at a resource whose plugin wanted to end the process has failed, and is not one that could not tell. */
export function failedByExit(report: Report): Report {
  const error = report.resources.map((each) => each.error).find((each) => each?.code === 'PLUGIN_EXIT');
  if (!error || report.outcome === 'usage') return report;
  return Object.assign(report, { error, outcome: 'failed', exitCode: EXIT_CODES.failed, tolerated: false });
}

/** Who called, by the place that a stack names. */
function caller(stack = ''): string {
  const place = /\(?((?:file:\/\/)?[^()\s]+):\d+:\d+\)?$/.exec(stack.split('\n')[2] ?? '')?.[1];
  return place ? `the plugin ${place.replace(/^file:\/\//, '')}` : 'a plugin';
}
