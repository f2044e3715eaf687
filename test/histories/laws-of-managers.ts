import { type Law, tell } from './law.ts';
import { isStandby, type Played } from './run.ts';

/** The code that a manager must get for what was found. */
function due({ manager, report }: Played): number | undefined {
  if (!report) return undefined;
  const { command } = report;
  if (command === 'activate' && report.outcome === 'degraded') return 0;
  if (report.exitCode === 0 || (command === 'monitor' && report.exitCode === 7)) return report.exitCode;
  return manager?.name === 'pacemaker' ? 1 : report.exitCode;
}

const called = (played: readonly Played[]): Played[] =>
  played.filter((each) => each.manager && each.told && !isStandby(each));

/** A cluster manager gets the code that it understands. */
export const managersGetTheirCodes: Law = ({ played }) =>
  called(played)
    .filter((each) => each.told?.exitCode !== due(each))
    .map((each) => `${tell(each)} should be told ${due(each)}`);

const CHANGES_NOTHING: readonly Played['command'][] = ['monitor', 'rehearse'];

/** Where the operator of a manager reads the system's log, each change of who is active stands there, and each failure. */
export const operatorsAreTold: Law = ({ played, cluster: { service } }) =>
  called(played)
    .filter(({ manager }) => ['clusterpro', 'keepalived', 'patroni'].includes(manager?.name ?? ''))
    .filter(({ command, told }) => !CHANGES_NOTHING.includes(command) || ![0, 7].includes(told?.exitCode ?? 0))
    .filter(({ told }) => !told?.warnings.some(({ code }) => code === 'LOG_UNWRITTEN'))
    .filter(({ told }) => !service.logged.some(({ text }) => text.includes(told?.runId ?? '-')))
    .map((each) => `${tell(each)} stands in no log`);
