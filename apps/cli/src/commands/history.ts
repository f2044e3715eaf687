import { type KirikaeError, usage } from '@kirikae/core';
import {
  beginReport,
  failWith,
  fatesOf,
  groupOf,
  openStateDirectory,
  type PastRun,
  pastRuns,
  readConfig,
  readJournal,
} from '@kirikae/engine';
import { FileCommand } from '../command.ts';
import { optionalGroupArg } from '../flags.ts';
import { present } from '../output/present.ts';
import { seconds } from '../output/seconds.ts';
import { configPath, stateDirectory } from '../paths.ts';

export class History extends FileCommand {
  static override summary = 'Show what this node did: runs, their writes, and who held each resource before.';
  static override examples = ['<%= config.bin %> history', '<%= config.bin %> history web --json'];
  static override args = optionalGroupArg;

  async run(): Promise<number> {
    const { args, flags } = await this.parse(History);
    const group = args.group ?? null;
    const report = {
      ...beginReport({ command: 'history', group, version: this.config.version }),
      runs: [] as PastRun[],
    };
    const path = stateDirectory(process.env);
    try {
      const directory = openStateDirectory(path, (warning) => report.warnings.push(warning));
      const entries = await readJournal(directory);
      directory.refuseUnsafe();
      if (report.warnings.length > 0) throw unreadable(path, report.warnings.splice(0));
      const runs = pastRuns(entries, await fatesOf(entries, path));
      report.runs = runs.filter((run) => group === null || run.group === group);
      if (group !== null && report.runs.length === 0)
        groupOf(await readConfig(configPath(flags.config, process.env)), group);
    } catch (error) {
      failWith(report, error);
    }
    report.elapsedMs = Math.round(performance.now());
    return present(report, flags.json, ({ error, runs }) => (error ? '' : historyText(runs)));
  }
}

/** No history at all must not look like an empty one. */
function unreadable(path: string, warnings: readonly { message: string }[]): KirikaeError {
  const reason = warnings[0]?.message ?? `${path} cannot be read`;
  return usage(`cannot read the journal, ${reason.replace(/:[^:]*$/, '')}`, {
    code: 'STATE_UNREADABLE',
    hint: 'run it as the user that runs the cluster manager (sudo), or name the directory with KIRIKAE_STATE_DIR',
  });
}

function historyText(runs: readonly PastRun[]): string {
  if (runs.length === 0) return 'No runs are recorded on this node.\n';
  return runs.map(runText).join('');
}

/** What became of a run without an end. */
const FATES = {
  running: 'it still runs',
  died: 'it died before its end',
  unknown: 'it still runs, or was killed',
};

function runText({
  runId,
  startedAt,
  endedAt,
  command,
  group,
  node,
  strategy,
  reason,
  outcome,
  exitCode,
  left,
  process,
  writes,
}: PastRun): string {
  const took = endedAt ? `, ${seconds(Date.parse(endedAt) - Date.parse(startedAt))}` : '';
  const ending = exitCode === null ? `unfinished: ${FATES[process ?? 'unknown']}` : `${outcome} (exit ${exitCode})`;
  const more = [strategy && `strategy ${strategy}`, reason && `reason ${reason}`].filter(Boolean).join(', ');
  const head = `${startedAt}  ${command} ${group} on ${node ?? 'this node'}${more ? ` (${more})` : ''}: ${ending}${took}, run ${runId}\n`;
  const lines = writes.map(
    (write) =>
      `    ${write.resource}: ${write.summary}: ${write.outcome}${write.error ? ` (${write.error})` : ''}${write.holder ? `, before: ${write.holder}` : ''}\n`,
  );
  return head + lines.join('') + (left.length > 0 ? `    left behind: ${left.join(', ')}\n` : '');
}
