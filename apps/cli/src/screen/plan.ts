import type { Report, ResourceReport, WriteReport } from '@kirikae/engine';
import { type Change, changesIn, planned } from './change.ts';
import type { Line } from './line.ts';
import { count, enumerated } from './numbers.ts';
import { type Page, tableWidth } from './page.ts';
import { signed } from './sign.ts';
import { records } from './table.ts';
import { nodesFirst, type Who, whoIn } from './who.ts';
import { sentence, wrapped } from './wrap.ts';

/** A resource with what is planned for it. */
interface Planned {
  readonly resource: ResourceReport;
  readonly change: Change;
}

/** The plan of a dry run: each write in the order in which it will be made, what it needs, and what could not be asked. */
export function planScreen(report: Report, page: Page): Line[] {
  const who = whoIn(report);
  const all = plannedIn(report, who);
  if (all.length === 0) return [];
  const failed = all.some(({ resource }) => resource.error);
  const writes = all.flatMap(({ resource }) => resource.writes);
  if (!failed && writes.length === 0) return sentence(nothingToDo(report, who), page);
  const end = failed ? [] : ['', ...sentence(totals(all, writes, who), page), ...notTried(report, page)];
  return [...planRows(report, page), ...end];
}

const plannedIn = (report: Report, who: Who): Planned[] =>
  report.resources.flatMap((each) =>
    'outcome' in each ? [{ resource: each, change: planned(report.command, each, who) }] : [],
  );

const nothingToDo = ({ command, group }: Report, who: Who): string =>
  command === 'activate'
    ? `${group} is active on ${who.first} already: nothing to do.`
    : `${group} has nothing to release on ${who.first}: nothing to do.`;

/** What is planned, with its head. */
export function planRows(report: Report, page: Page): Line[] {
  const { command, group, reason } = report;
  const who = whoIn(report);
  const why = command === 'deactivate' ? `, reason ${reason ?? 'stop'}` : '';
  const all = plannedIn(report, who);
  const rows = records(
    all.map(({ resource, change }) => [[signed(change.sign), ` ${resource.name}`], toldOf(resource, change)]),
    { page },
  );
  const told = all.flatMap(({ resource }, at) => [...(rows[at] ?? []), ...writeLines(resource.writes, page)]);
  return [...sentence(`Plan: ${command} ${group} on ${who.first}${why}; nothing is written.`, page), '', ...told];
}

const toldOf = ({ name, subject }: ResourceReport, { sign, text }: Change): string =>
  sign === '.' || subject === name ? text : `${subject}: ${text}`;

/** What each write changes, a line each, and the permission that those of one kind need. */
function writeLines(writes: readonly WriteReport[], page: Page): Line[] {
  return writes.flatMap(({ summary, action }, at) => {
    const lines = changesIn(summary).flatMap((each) => wrapped(each, tableWidth(page), { first: 6, further: 8 }));
    return writes[at + 1]?.action === action ? lines : [...lines, `      needs ${action}`];
  });
}

function totals(all: readonly Planned[], writes: readonly WriteReport[], who: Who): string {
  const signs = (sign: string) => all.filter(({ change }) => change.sign === sign).length;
  const losers = losersIn(all, who);
  const sum = `${count(writes.length, 'write')}: ${signs('+')} taken, ${signs('~')} taken over, ${signs('-')} released`;
  return `${sum}; ${signs('=')} unchanged.${losers.length > 0 ? ` Loses: ${losers.join(', ')}.` : ''}`;
}

const losersIn = (all: readonly Planned[], who: Who): string[] => [
  ...new Set(lossesIn(all).flatMap(({ resource }) => nodesFirst([resource.before?.holder ?? null], who))),
];

const lossesIn = (all: readonly Planned[]): Planned[] =>
  all.filter(({ resource: { before, writes } }) => writes.length > 0 && before?.state === 'elsewhere');

function notTried({ notTried: all = [] }: Report, page: Page): Line[] {
  const actions = [...new Set(all.map(({ action }) => action))];
  return actions.length > 0 ? sentence(`Not tried: ${actions.join(', ')}; only a write can.`, page) : [];
}

/** The effect of a plan in one sentence: who has what now and loses it, or that nobody will have it. Undefined where nobody loses anything. */
export function effectOf(report: Report): string | undefined {
  const who = whoIn(report);
  const all = plannedIn(report, who);
  if (report.command === 'deactivate') {
    const released = all.filter(({ change }) => change.sign === '-').map(({ resource }) => resource.subject);
    return released.length > 0
      ? `Nobody will have ${enumerated(released)} until a node activates ${report.group}.`
      : undefined;
  }
  const losses = losersIn(all, who).map((loser) => ({
    loser,
    things: lossesIn(all).flatMap(({ resource: { name, before } }) =>
      nodesFirst([before?.holder ?? null], who).includes(loser) ? [name] : [],
    ),
  }));
  if (losses.length === 0) return undefined;
  const told = losses.map(({ loser, things }) => `${loser} has ${enumerated(things)}`);
  const many = losses.length > 1 || (losses[0]?.things.length ?? 0) > 1;
  return `${enumerated(told)} now and ${losses.length > 1 ? 'lose' : 'loses'} ${many ? 'them' : 'it'} to ${who.first}.`;
}
