import type { Report, ResourceReport } from '@kirikae/engine';
import { activated, type Change, deactivated } from './change.ts';
import type { Line } from './line.ts';
import { elapsed, enumerated } from './numbers.ts';
import type { Page } from './page.ts';
import { planScreen } from './plan.ts';
import { signed } from './sign.ts';
import { table } from './table.ts';
import { nodesFirst, type Who, whoIn } from './who.ts';
import { sentence } from './wrap.ts';

/** The resources of a run that writes. */
const writingOf = (report: Report): ResourceReport[] =>
  report.resources.filter((each): each is ResourceReport => 'outcome' in each);

/** What activate and deactivate did: the whole answer as one sentence, then each resource; of a dry run the plan. */
export function writingScreen(report: Report, page: Page): Line[] {
  if (report.dryRun) return planScreen(report, page);
  const resources = writingOf(report);
  if (resources.length === 0) return [];
  const who = whoIn(report);
  const changeOf = report.command === 'activate' ? activated : deactivated;
  const rows = resources.map((each) => rowOf(each, changeOf(each, who)));
  return [...sentence(answerLine(report, who.first), page), ...table(rows, { page })];
}

const rowOf = ({ name, subject }: ResourceReport, { sign, text }: Change): Line[] => [
  [signed(sign), ` ${name}`],
  subject,
  text,
];

/** The answer in one sentence; `node` is what this node is called in it. It is that of the outcome, whatever the caller is told. */
export const answerLine = (report: Report, node: string): string =>
  report.command === 'activate' ? activeAnswer(report, node) : releaseAnswer(report, node);

function activeAnswer(report: Report, node: string): string {
  const { group, outcome, elapsedMs } = report;
  const resources = writingOf(report);
  const within = `in ${elapsed(elapsedMs)}`;
  if (outcome === 'done') return `${group} is active on ${node}, ${takenFrom(resources, whoIn(report))}${within}`;
  if (outcome !== 'degraded') return `${group} is not active on ${node}: ${outcome}, ${within}`;
  const lacking = enumerated(resources.filter(({ error }) => error !== null).map(({ name }) => name));
  return `${group} is active on ${node}${lacking && ` but for ${lacking}`}: degraded, ${within}`;
}

function takenFrom(resources: readonly ResourceReport[], who: Who): string {
  const over = resources.filter(({ outcome, before }) => outcome === 'done' && before?.state === 'elsewhere');
  const from = nodesFirst(
    over.map(({ before }) => before?.holder ?? null),
    who,
  );
  return from.length > 0 ? `taken over from ${enumerated(from)} ` : '';
}

function releaseAnswer(report: Report, node: string): string {
  const { group, outcome, exitCode, elapsedMs } = report;
  const resources = writingOf(report);
  const within = `in ${elapsed(elapsedMs)}`;
  if (outcome !== 'done' && exitCode === 0) {
    const left = resources.filter((each) => each.outcome === 'left').length;
    return `${group} is released in part on ${node}: ${left} left behind, ${within}`;
  }
  if (outcome !== 'done') return `${group} is not released on ${node}: ${outcome}, ${within}`;
  const isReleased = resources.some((each) => each.outcome === 'done');
  return `${group} ${isReleased ? 'is released' : 'has nothing to release'} on ${node}, ${within}`;
}
