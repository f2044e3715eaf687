import { type KirikaeError, usage } from '@kirikae/core';
import {
  beginReport,
  failWith,
  fatesOf,
  groupOf,
  nodeOf,
  nodesOf,
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
import { configPath, stateDirectory } from '../paths.ts';
import { historyScreen } from '../screen/history.ts';

/** How many runs are shown if nothing is said. */
const LIMIT = 20;

export class History extends FileCommand {
  static override summary = 'Show what this node did, why it ended so, and its request ids.';
  static override description =
    'Runs, newest last, with the writes of each, their request ids, and who held each resource before.';
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
      const directory = openStateDirectory(path, (warning) => report.warnings.push(warning), 'history');
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
    const name = report.runs.at(-1)?.node;
    if (name) report.node = { name, instanceId: null };
    report.elapsedMs = Math.round(performance.now());
    const whose = await namer(configPath(flags.config, process.env));
    return present(report, flags.json, (shown, page) => {
      const past = { report: shown, runs: shown.runs, all: shown.runs.length + earlier, nodeOf: whose };
      return shown.error ? [] : historyScreen(past, page);
    });
  }
}

/** Whose an id is, by the file; without one that can be used nobody's. */
async function namer(path: string): Promise<(id: string) => string | null> {
  try {
    const nodes = nodesOf((await readConfig(path)).content);
    return (id) => nodeOf(id, nodes);
  } catch {
    return () => null;
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
