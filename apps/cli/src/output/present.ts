import type { Report } from '@kirikae/core';
import { lastLine, warningLines } from './last-line.ts';

/** Tells how a run ended: the result on stdout, as text or one JSON document; warnings, then the last line, on stderr; the exit code. */
export function present(
  report: Report & Record<string, unknown>,
  json: boolean,
  text: (report: Report) => string,
): void {
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : text(report));
  for (const line of [...warningLines(report), lastLine(report)])
    if (line !== undefined) process.stderr.write(`${line}\n`);
  process.exitCode = report.exitCode;
}
