import type { ErrorReport, Report, ResourceReport } from '@kirikae/engine';
import { EXIT_CODES, visible } from '@kirikae/engine';

/** What stands at the end of a run, or before it as a warning, in the parts that a terminal shows in rows of their own. */
export type Parts = readonly string[];

/** ` GROUP/RESOURCE:` behind a code, or as much of it as is concerned. */
function concerned({ group, resources, error }: Report): string {
  const failed = resources.find((each) => each.error === error);
  const path = [group ?? (failed && 'group' in failed ? failed.group : null), error?.resource]
    .filter(Boolean)
    .join('/');
  return path ? ` ${path}:` : '';
}

/** The last line on stderr of a run that failed; undefined for 0, and for 7, which is an answer. */
export function lastParts(report: Report): Parts | undefined {
  const { exitCode, error, runId } = report;
  if (!error || exitCode === EXIT_CODES.done || exitCode === EXIT_CODES.inactive) return undefined;
  const head = `kirikae: ${error.code}${concerned(report)}`;
  const parts = [head, `${error.message}${progress(report)};`, error.hint, `[exit ${exitCode}, run ${runId}]`];
  return parts.map(visible);
}

/** What was wanted, before what stands in the way. */
const WISH = /^cannot .*?, (?=.)/s;

/** Why it failed, for those who show little: what stands in the way; undefined where there is no last line. */
export const reasonOf = (report: Report): string | undefined =>
  lastParts(report) && report.error
    ? visible(`${report.error.code}${concerned(report)} ${obstacle(report.error)}`)
    : undefined;

/** What stands in the way, without what was wanted. */
export const obstacle = ({ message }: { readonly message: string }): string => message.replace(WISH, '');

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

/** Each warning; also an error that is no failure to the caller, so that an operator sees why all is not well. */
export function warningParts(report: Report): Parts[] {
  const { group, warnings, error } = report;
  const about = (resource?: string) => (resource ? ` ${group ? `${group}/` : ''}${resource}:` : '');
  const all = warnings.map(({ code, message, resource }) => [`kirikae: warning: ${code}${about(resource)}`, message]);
  if (error && !lastParts(report))
    all.push([`kirikae: warning: ${error.code}${concerned(report)}`, `${error.message};`, hintOf(report, error)]);
  return all.map((parts) => parts.map(visible));
}

/** Of what a stop has left behind and another node can take all the same, that is all that matters. */
const hintOf = ({ resources }: Report, { resource, hint }: ErrorReport): string =>
  resources.some((each) => 'outcome' in each && each.outcome === 'left' && each.name === resource)
    ? 'another node can take it without us'
    : hint;
