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
import { Flags } from '@oclif/core';
import { FileCommand } from '../command.ts';
import { optionalGroupArg } from '../flags.ts';
import { present } from '../output/present.ts';
import { seconds } from '../output/seconds.ts';
import { configPath, stateDirectory } from '../paths.ts';

/** How many runs are shown if nothing is said. */
const LIMIT = 20;

export class History extends FileCommand {
  static override summary =
    'Show what this node did: runs, why they ended as they did, their writes with request ids, and who held each resource before.';
  static override examples = ['<%= config.bin %> history', '<%= config.bin %> history web --json'];
  static override args = optionalGroupArg;
  static override flags = {
    limit: Flags.integer({ min: 1, default: LIMIT, helpValue: 'N', summary: 'How many runs to show, the last ones.' }),
    all: Flags.boolean({ summary: 'Show all runs that are recorded.' }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(History);
    const group = args.group ?? null;
    const report = {
      ...beginReport({ command: 'history', group, version: this.config.version }),
      runs: [] as PastRun[],
    };
    let earlier = 0;
    const path = stateDirectory(process.env);
    try {
      const directory = openStateDirectory(path, (warning) => report.warnings.push(warning));
      const entries = await readJournal(directory);
      directory.refuseUnsafe();
      if (report.warnings.length > 0) throw unreadable(path, report.warnings.splice(0));
      const runs = pastRuns(entries, await fatesOf(entries, path));
      const found = runs.filter((run) => group === null || run.group === group);
      report.runs = flags.all ? found : found.slice(-flags.limit);
      earlier = found.length - report.runs.length;
      if (group !== null && found.length === 0) groupOf(await readConfig(configPath(flags.config, process.env)), group);
    } catch (error) {
      failWith(report, error);
    }
    report.elapsedMs = Math.round(performance.now());
    return present(report, flags.json, ({ error, runs }) => (error ? '' : historyText(runs, earlier)));
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

function historyText(runs: readonly PastRun[], earlier: number): string {
  if (runs.length === 0) return 'No runs are recorded on this node.\n';
  const cut = `The last ${runs.length} of ${runs.length + earlier} runs; \`kirikae history --all\` shows all.\n`;
  return (earlier > 0 ? cut : '') + runs.map(runText).join('');
}

/** One write of such a run. */
type PastWrite = PastRun['writes'][number];

/** What became of a run without an end. */
const FATES = {
  running: 'it still runs',
  died: 'it died before its end',
  unknown: 'it still runs, or was killed',
};

function runText({ runId, startedAt, elapsedMs, error, left, writes, ...run }: PastRun): string {
  const took = elapsedMs === null ? '' : `, ${seconds(elapsedMs)}`;
  const { command, group, node, strategy, reason, outcome, exitCode, process } = run;
  const ending = exitCode === null ? `unfinished: ${FATES[process ?? 'unknown']}` : `${outcome} (exit ${exitCode})`;
  const more = [strategy && `strategy ${strategy}`, reason && `reason ${reason}`].filter(Boolean).join(', ');
  const head = `${startedAt}  ${command} ${group} on ${node ?? 'this node'}${more ? ` (${more})` : ''}: ${ending}${took}, run ${runId}\n`;
  const why = error
    ? `    ${error.code} ${error.resource ? `${error.resource}: ` : ''}${error.message}; ${error.hint}\n`
    : '';
  const behind = left.length > 0 ? `    left behind: ${left.join(', ')}\n` : '';
  return head + why + writes.map(writeText).join('') + behind;
}

/** One write, with the id by which AWS's support finds it. */
function writeText({ resource, summary, action, elapsedMs, requestId, outcome, error, holder }: PastWrite): string {
  const took = elapsedMs === null ? '' : ` ${elapsedMs} ms`;
  const request = requestId === null ? '' : `, request ${requestId}`;
  const before = holder ? `, before: ${holder}` : '';
  return `    ${resource}: ${summary} (${action}${took}${request}): ${outcome}${error ? ` (${error})` : ''}${before}\n`;
}
