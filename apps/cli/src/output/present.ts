import { mapTexts, type Report, visible } from '@kirikae/engine';
import { settle } from '../end/outcome.ts';
import { brokenOff } from '../end/watchdog.ts';
import type { Manager } from '../manager/manager.ts';
import type { Line } from '../screen/line.ts';
import { layoutOf, type Page } from '../screen/page.ts';
import { rows } from '../screen/rows.ts';
import { show } from '../screen/show.ts';
import { lastParts, reasonOf, warningParts } from './last-line.ts';
import { say } from './words.ts';

/** What a command tells on stdout, laid out for its page. The report has every character to be seen. */
type Screen<R extends Report> = (shown: R, page: Page) => readonly Line[];

/**
 * Tells how a run ended: the result on stdout, as a screen or one JSON document; warnings, what a manager takes for the reason, and the
 * last line on stderr. Gives the exit code, which is settled before the first word.
 */
export function present<R extends Report>(report: R, json: boolean, screen: Screen<R>, manager?: Manager): number {
  const code = settle(report.exitCode);
  report.warnings.push(...brokenOff());
  if (json) say('stdout', `${JSON.stringify(documentOf(report))}\n`);
  else show('stdout', screen(mapTexts(report, visible), layoutOf('stdout')));
  const page = manager ? { width: undefined } : layoutOf('stderr');
  for (const parts of warningParts(report)) show('stderr', rows(parts, page));
  const reason = manager?.reason?.(reasonOf(report));
  if (reason !== undefined) say('stderr', `${reason}\n`);
  const last = lastParts(report);
  if (last) show('stderr', manager?.line ? [manager.line(last)] : rows(last, page));
  return code;
}

/** The public document: how long each look took and what a group comes to are for the screen alone. */
const documentOf = <R extends Report>({ groups, ...report }: R) => ({
  ...report,
  resources: report.resources.map((each) => {
    if (!('state' in each)) return each;
    const { elapsedMs, ...look } = each;
    return look;
  }),
});
