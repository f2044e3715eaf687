import type { LookReport, Report, ResourceReport, StatusReport } from '@kirikae/engine';
import { seconds } from './seconds.ts';
import { table } from './table.ts';

const held = (status: StatusReport | null): string => {
  if (!status) return 'not known';
  const holder = status.holder ? `${status.holder.node ?? status.holder.id}, ` : '';
  return `${status.state} (${holder}${status.detail})`;
};

const writing = (report: Report): ResourceReport[] =>
  report.resources.filter((each): each is ResourceReport => 'outcome' in each);
const looks = (report: Report): LookReport[] => report.resources.filter((each): each is LookReport => 'state' in each);

const nodeName = ({ node }: Report): string =>
  node ? `${node.name}${node.instanceId ? ` (${node.instanceId})` : ''}` : 'this node';

/** What a run did, by its outcome, whatever code the caller gets. Only a deactivate may end well and leave something behind. */
function ending({ command, outcome, exitCode }: Report, resources: readonly ResourceReport[]): string {
  if (outcome !== 'done')
    return command === 'deactivate' && exitCode === 0 ? 'is done with, as far as possible,' : `ended ${outcome}`;
  if (command === 'activate') return 'is active';
  return resources.some((each) => each.outcome === 'done') ? 'is released' : 'has nothing to release';
}

/** The result of activate and deactivate: one line for the group, one for each resource. */
export function writingText(report: Report): string {
  if (report.dryRun) return planText(report);
  const resources = writing(report);
  if (resources.length === 0) return '';
  const rows = resources.map((each) => [each.name, each.outcome, change(each)]);
  return `${report.group} ${ending(report, resources)} on ${nodeName(report)}, ${seconds(report.elapsedMs)}\n${table(rows)}`;
}

function change({ before, after, writes, outcome }: ResourceReport): string {
  const told = (wanted: string, words: string) =>
    writes.filter((write) => write.outcome === wanted).map(({ summary }) => `, ${words}: ${summary}`);
  const open = after ? [] : [...told('unknown', 'not known whether it took effect'), ...told('done', 'written')];
  if (outcome === 'skipped') return 'not tried';
  if (outcome === 'kept') return 'stays where it is, as onDeactivate says';
  if (writes.length === 0) return held(after ?? before);
  return `${held(before)} → ${held(after)}${open.join('')}`;
}

/** The plan: each write in order, with before, after and the permission it needs. */
export function planText(report: Report): string {
  const resources = writing(report);
  const count = resources.reduce((sum, { writes }) => sum + writes.length, 0);
  const lines = resources.flatMap(({ name, before, after, writes, outcome, error }) =>
    writes.length === 0
      ? [
          `  ${name}: ${error ? error.message : `nothing to do (${outcome === 'kept' ? 'kept' : held(after ?? before)})`}\n`,
        ]
      : writes.map(
          (write) =>
            `  ${name}: ${write.summary}\n      before: ${held(before)}\n      after:  ${planned(report, after)}\n      needs:  ${write.action}\n`,
        ),
  );
  if (resources.length === 0) return '';
  return `Plan for ${report.command} ${report.group} on ${nodeName(report)}: ${count} ${count === 1 ? 'write' : 'writes'}; nothing was written\n${lines.join('')}`;
}

const planned = (report: Report, after: StatusReport | null): string =>
  after ? `${after.state} (${nodeName(report)})` : 'inactive';

/** What is answered where it cannot be told, by the code; all others are failures. */
const TAKEN: Readonly<Record<number, string>> = { 0: 'active', 7: 'not active' };

/** The answer of monitor: one line. */
export function monitorText(report: Report): string {
  if (report.outcome === 'usage') return '';
  const told =
    report.exitCode === 0 && !report.tolerated
      ? 'active'
      : report.outcome === 'inactive'
        ? 'not active'
        : 'cannot tell';
  const taken = told === 'cannot tell' ? TAKEN[report.exitCode] : undefined;
  return `${report.group}: ${told} on ${nodeName(report)}${taken ? `; taken for ${taken}` : ''}\n`;
}

/** The table of status: resource, state, holder, detail. */
export function statusText(report: Report): string {
  if (report.resources.length === 0) return '';
  const rows = looks(report).map((each) => [
    [each.group ?? report.group, each.name].join('/'),
    each.state ?? 'cannot tell',
    each.holder ? (each.holder.node ?? each.holder.id) : '-',
    each.error?.message ?? each.detail ?? '',
  ]);
  return `Seen from ${nodeName(report)}\n${table([['resource', 'state', 'holder', 'detail'], ...rows])}`;
}
