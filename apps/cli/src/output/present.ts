import type { Report } from '@kirikae/engine';
import type { Manager } from '../manager/manager.ts';
import { lastLine, reasonOf, warningLines } from './last-line.ts';

/** Tells how a run ended: the result on stdout, as text or one JSON document; warnings, what a manager takes for the reason, and the last line on stderr; the exit code. */
export function present(
  report: Report & Record<string, unknown>,
  json: boolean,
  text: (report: Report) => string,
  manager?: Manager,
): void {
  say(process.stdout, json ? `${JSON.stringify(report)}\n` : text(report));
  for (const line of [...warningLines(report), manager?.reason?.(reasonOf(report)), lastLine(report)])
    if (line !== undefined) say(process.stderr, `${line}\n`);
  process.exitCode = report.exitCode;
}

/** Writes, and goes on if nobody can hear it: a full disk behind stdout must not turn what was done into a failure. */
function say(stream: NodeJS.WriteStream, text: string): void {
  try {
    stream.write(text);
  } catch {
    // the exit code still tells
  }
}
