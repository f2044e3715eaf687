import { mapTexts, type Report, visible } from '@kirikae/engine';
import { settle } from '../end/outcome.ts';
import { brokenOff } from '../end/watchdog.ts';
import type { Manager } from '../manager/manager.ts';
import { lastLine, reasonOf, warningLines } from './last-line.ts';
import { say } from './words.ts';

/**
 * Tells how a run ended: the result on stdout, as text or one JSON document; warnings, what a manager takes for the reason, and the last
 * line on stderr. `text` gets the report with every character to be seen. Gives the exit code, which is settled before the first word.
 */
export function present<R extends Report>(
  report: R,
  json: boolean,
  text: (shown: R) => string,
  manager?: Manager,
): number {
  const code = settle(report.exitCode);
  report.warnings.push(...brokenOff());
  say('stdout', json ? `${JSON.stringify(report)}\n` : text(mapTexts(report, visible)));
  const last = lastLine(report);
  const kept = last && manager?.line?.(last);
  for (const line of [...warningLines(report), manager?.reason?.(reasonOf(report)), kept ?? last])
    if (line !== undefined) say('stderr', `${line}\n`);
  return code;
}
