import type { LookReport, Report } from '@kirikae/engine';
import { obstacle } from '../output/last-line.ts';
import type { Line } from './line.ts';
import { whoIn } from './who.ts';

/** The looks of a report. */
export const looksOf = (report: Report): LookReport[] =>
  report.resources.filter((each): each is LookReport => 'state' in each);

/** What is answered where it cannot be told, by the code; all others are failures. */
const TAKEN: Readonly<Record<number, string>> = { 0: 'active', 7: 'not active' };

/** The answer of monitor: one line, everywhere the same, that begins with one of three answers. */
export function monitorScreen(report: Report): Line[] {
  const { group, outcome, exitCode, error } = report;
  if (outcome === 'usage') return [];
  const { first } = whoIn(report);
  if (outcome === 'done') return [`${group}: active on ${first}`];
  if (outcome === 'inactive') return [`${group}: not active on ${first}${because(whoHasIt(report))}`];
  if (error?.code === 'HALF_ACTIVE') return [`${group}: not active on ${first}${because(error.message)}`];
  const taken = TAKEN[exitCode] ? `, taken for ${TAKEN[exitCode]}` : '';
  return [`${group}: cannot tell on ${first}${taken}${because(error ? obstacle(error) : undefined)}`];
}

const because = (why: string | undefined): string => (why ? `: ${why}` : '');

/** Who has the first thing that is not here; undefined where nothing was looked at. */
export function whoHasIt(report: Report, looks = looksOf(report)): string | undefined {
  const who = whoIn(report);
  const gone = looks.find(({ required, state }) => required && state !== null && state !== 'active');
  return gone && `${who.name(gone.holder)} has ${gone.name}`;
}
