import type { Report } from '@kirikae/engine';
import { settle } from '../end/outcome.ts';
import type { Manager } from '../manager/manager.ts';
import { lastLine, reasonOf, warningLines } from './last-line.ts';
import { say } from './words.ts';

/**
 * Tells how a run ended: the result on stdout, as text or one JSON document; warnings, what a manager takes for the reason, and the last
 * line on stderr. Gives the exit code, which is settled before the first word.
 */
export function present(
  report: Report & Record<string, unknown>,
  json: boolean,
  text: (report: Report) => string,
  manager?: Manager,
): number {
  const code = settle(report.exitCode);
  say('stdout', json ? `${JSON.stringify(report)}\n` : text(report));
  for (const line of [...warningLines(report), manager?.reason?.(reasonOf(report)), lastLine(report)])
    if (line !== undefined) say('stderr', `${line}\n`);
  return code;
}
