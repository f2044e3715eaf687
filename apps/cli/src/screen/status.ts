import type { GroupReport, LookReport, Report } from '@kirikae/engine';
import { obstacle } from '../output/last-line.ts';
import { type Line, type Span, type Tone, toned } from './line.ts';
import { looksOf, whoHasIt } from './monitor.ts';
import { ago, count, elapsed, moment, zone } from './numbers.ts';
import type { Page } from './page.ts';
import { table } from './table.ts';
import { type Who, whoIn } from './who.ts';
import { sentence } from './wrap.ts';

const HEADS = ['RESOURCE', 'STATE', 'HOLDER', 'DETAIL'];
const TONES: Readonly<Record<string, Tone>> = { active: 'good', 'cannot tell': 'look' };

const stated = (state: string): Line => [toned(state, TONES[state]) as Span];

/** Who holds what: of one group its resources, of all each group as monitor would answer it; in a pipe the resources alone, a line each. */
export function statusScreen(report: Report, page: Page, now = Date.now()): Line[] {
  const looks = looksOf(report);
  if (looks.length === 0) return [];
  const who = whoIn(report);
  if (page.width === undefined)
    return table(
      looks.map((each) => lookRow(each, who, [each.group ?? report.group, each.name].join('/'))),
      { page, indent: 0 },
    );
  const [group] = report.groups ?? [];
  const head = report.group !== null && group ? groupAnswer(report, group, now) : allAnswer(report.groups ?? [], who);
  const rows =
    report.group !== null
      ? looks.map((each) => lookRow(each, who, each.name))
      : (report.groups ?? []).flatMap((each) => groupRows(report, each, who, now));
  const at = new Date(report.startedAt);
  const end = `Looked at ${moment(at)} ${zone(at)} in ${elapsed(report.elapsedMs)}.`;
  return [...sentence(head, page), '', ...table(rows, { page, heads: HEADS }), '', ...sentence(end, page)];
}

const activatedAgo = ({ answer, activatedAt }: GroupReport, now: number): string =>
  answer === 'active' && activatedAt !== null ? `, activated ${ago(now - Date.parse(activatedAt))}` : '';

/** Of one group, in one sentence. */
function groupAnswer(report: Report, group: GroupReport, now: number): string {
  const { first } = whoIn(report);
  if (group.answer === 'active') return `${group.group} is active on ${first}${activatedAgo(group, now)}`;
  const failed = looksOf(report).find(({ error }) => error)?.error;
  if (group.answer === 'cannot tell')
    return `${group.group} cannot be told on ${first}${failed ? `: ${obstacle(failed)}` : ''}`;
  const why = whoHasIt(report) ?? 'it was deactivated here';
  return `${group.group} is not active on ${first}: ${why}`;
}

function allAnswer(groups: readonly GroupReport[], who: Who): string {
  const sums = (['active', 'not active', 'cannot tell'] as const).flatMap((each) => {
    const number = groups.filter(({ answer }) => answer === each).length;
    return number > 0 ? [`${number} ${each}`] : [];
  });
  return `${count(groups.length, 'group')} seen from ${who.first}: ${sums.join(', ')}`;
}

/** A group and its resources below it. */
function groupRows(report: Report, group: GroupReport, who: Who, now: number): Line[][] {
  const looks = looksOf(report).filter((each) => each.group === group.group);
  const here = looks.filter(({ state }) => state === 'active').length;
  const untold = looks.filter(({ state }) => state === null).length;
  const more = `${untold > 0 ? `, ${untold} not told` : ''}${activatedAgo(group, now)}`;
  const row = [
    group.group,
    stated(group.answer),
    holderOf(group, looks, who),
    `${here} of ${looks.length} here${more}`,
  ];
  return [row, ...looks.map((each) => lookRow(each, who, `  ${each.name}`))];
}

function holderOf({ answer }: GroupReport, looks: readonly LookReport[], who: Who): string {
  if (answer === 'active') return who.self;
  if (answer === 'cannot tell') return '?';
  const gone = looks.filter(({ state }) => state !== null && state !== 'active');
  const [away = gone[0] ?? looks[0]] = gone.filter(({ holder }) => holder !== null);
  return away ? who.name(away.holder) : '?';
}

function lookRow({ state, holder, detail, error, elapsedMs }: LookReport, who: Who, name: string): Line[] {
  if (error) return [name, stated('cannot tell'), '?', `${obstacle(error)} (${elapsed(elapsedMs)})`];
  const isNobody = holder === null && state === 'inactive';
  return [name, stated(state ?? 'cannot tell'), holder || isNobody ? who.name(holder) : '?', detail ?? ''];
}
