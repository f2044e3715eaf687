import { beginReport, conclude, EXIT_CODES, type Outcome, type Report } from '@kirikae/engine';
import { describe, expect, it } from 'vitest';
import { type ManagedCommand, toldCode } from '../src/manager/manager.ts';
import { MANAGER_NAMES, managerOf } from '../src/manager/managers.ts';
import { plain } from '../src/screen/line.ts';
import { monitorScreen } from '../src/screen/monitor.ts';
import { writingScreen } from '../src/screen/writing.ts';

const OUTCOMES = Object.keys(EXIT_CODES) as Outcome[];
const COMMANDS: readonly ManagedCommand[] = ['activate', 'deactivate', 'monitor'];

/** Which outcomes each command may have, and the codes of its own beside the outcome's. */
const POSSIBLE: Record<ManagedCommand, (outcome: Outcome) => readonly number[]> = {
  activate: (outcome) => (outcome === 'inactive' ? [] : [EXIT_CODES[outcome]]),
  deactivate: (outcome) => (outcome === 'inactive' ? [] : [...new Set([EXIT_CODES[outcome], 0])]),
  monitor: (outcome) => {
    if (outcome === 'conflict' || outcome === 'degraded') return [];
    return outcome === 'unreachable' || outcome === 'denied' ? [0, 7, 20] : [EXIT_CODES[outcome]];
  },
};

const resource = {
  name: 'www',
  subject: 'www.example.com A',
  type: 'aws/route53',
  required: true,
  before: null,
  after: null,
  writes: [],
};

/** The report of a command that ended so, as a manager gets it; null: nobody's. */
function told(name: string | null, command: ManagedCommand, outcome: Outcome, own: number): Report {
  const report = beginReport({ command, group: 'web', version: '1.0.0', dryRun: false, reason: undefined });
  report.resources = [{ ...resource, outcome: outcome === 'inactive' ? 'skipped' : outcome, error: null }];
  conclude(report, outcome, own);
  const manager = managerOf(name ?? undefined);
  if (manager) conclude(report, outcome, toldCode(manager, command, report));
  return report;
}

/** What the manager must get: success for 0, a start that is degraded too; of monitor 7; all else failure, which is 1 for Pacemaker. */
function wanted(name: string | null, command: ManagedCommand, outcome: Outcome, own: number): number {
  if (name === null) return own;
  if (own === 0 || (command === 'activate' && outcome === 'degraded')) return 0;
  if (command === 'monitor' && own === 7) return 7;
  return name === 'pacemaker' ? 1 : own;
}

/** The end of what monitor answers where it cannot tell. */
const TAKEN: Readonly<Record<number, string>> = { 0: ', taken for active', 7: ', taken for not active' };

function sentence(command: ManagedCommand, outcome: Outcome, code: number): string | undefined {
  if (command === 'monitor') {
    if (outcome === 'usage') return undefined;
    if (outcome === 'done') return 'web: active on this node';
    if (outcome === 'inactive') return 'web: not active on this node';
    return `web: cannot tell on this node${TAKEN[code] ?? ''}`;
  }
  if (command === 'activate') {
    if (outcome === 'done') return 'web is active on this node, in 0.00 s';
    if (outcome === 'degraded') return 'web is active on this node: degraded, in 0.00 s';
    return `web is not active on this node: ${outcome}, in 0.00 s`;
  }
  if (outcome === 'done') return 'web is released on this node, in 0.00 s';
  if (code === 0) return 'web is released in part on this node: 0 left behind, in 0.00 s';
  return `web is not released on this node: ${outcome}, in 0.00 s`;
}

const CASES = [null, ...MANAGER_NAMES].flatMap((name) =>
  COMMANDS.flatMap((command) =>
    OUTCOMES.flatMap((outcome) => POSSIBLE[command](outcome).map((own) => ({ name, command, outcome, own }))),
  ),
);

describe('what is told', () => {
  it.each(CASES)('$name of $command that was $outcome, $own', ({ name, command, outcome, own }) => {
    const report = told(name, command, outcome, own);
    const code = wanted(name, command, outcome, own);
    expect(report.exitCode).toBe(code);
    expect(report.outcome).toBe(outcome);
    expect(report.tolerated, 'never of an activate').toBe(command !== 'activate' && code !== EXIT_CODES[outcome]);
    const screen = command === 'monitor' ? monitorScreen(report) : writingScreen(report, { width: 80 });
    expect(screen.map(plain)[0]).toBe(sentence(command, outcome, code));
  });
});
