import type { Report, ResourceReport } from '@kirikae/engine';
import { EXIT_CODES, visible } from '@kirikae/engine';

/** `GROUP/RESOURCE: `, or as much of it as is concerned. */
function concerned({ group, resources, error }: Report): string {
  const failed = resources.find((each) => each.error === error);
  const path = [group ?? (failed && 'group' in failed ? failed.group : null), error?.resource]
    .filter(Boolean)
    .join('/');
  return path ? `${path}: ` : '';
}

/** The last line on stderr of a run that failed; undefined for 0, and for 7, which is an answer. */
export function lastLine(report: Report): string | undefined {
  const { exitCode, error, runId } = report;
  if (!error || exitCode === EXIT_CODES.done || exitCode === EXIT_CODES.inactive) return undefined;
  return visible(
    `kirikae: ${error.code} ${concerned(report)}${error.message}${progress(report)}; ${error.hint} [exit ${exitCode}, run ${runId}]`,
  );
}

/** Why it failed, for those who show little; undefined where there is no last line. */
export const reasonOf = (report: Report): string | undefined =>
  lastLine(report) && report.error
    ? visible(`${report.error.code} ${concerned(report)}${report.error.message}`)
    : undefined;

/** Of a run that was interrupted: which writes were made, which may have been, and which resources were not brought there. */
function progress({ error, resources }: Report): string {
  if (error?.code !== 'INTERRUPTED') return '';
  const writing = resources.filter((each): each is ResourceReport => 'outcome' in each);
  const writes = writing.flatMap((each) => each.writes);
  const made = (outcome: string) => writes.filter((each) => each.outcome === outcome).map(({ summary }) => summary);
  const open = writing.filter(
    ({ outcome, writes }) => (outcome === 'skipped' || outcome === 'unreachable') && writes.length === 0,
  );
  const parts = { done: made('done'), 'not known': made('unknown'), 'not done': open.map(({ name }) => name) };
  const told = Object.entries(parts).flatMap(([word, list]) =>
    list.length > 0 ? [`${word}: ${list.join(', ')}`] : [],
  );
  return told.length > 0 ? ` (${told.join('; ')})` : '';
}

/** One line for each warning; also for an error that is no failure to the caller, so that an operator sees why all is not well. */
export function warningLines(report: Report): string[] {
  const { group, warnings, error } = report;
  const about = (resource?: string) => (resource ? `${group ? `${group}/` : ''}${resource}: ` : '');
  const lines = warnings.map(({ code, message, resource }) => `kirikae: warning: ${code} ${about(resource)}${message}`);
  if (error && lastLine(report) === undefined)
    lines.push(`kirikae: warning: ${error.code} ${concerned(report)}${error.message}; ${error.hint}`);
  return lines.map(visible);
}
