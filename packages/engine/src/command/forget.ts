import { didYouMean, startDeadline, toKirikaeError } from '@kirikae/core/machinery';
import { readConfig } from '../file/config.ts';
import { listed } from '../file/listing.ts';
import { failWith } from '../report/ending.ts';
import { engineError } from '../report/errors.ts';
import type { Report } from '../report/report.ts';
import { beginReport, finishReport, type RunOptions } from '../run/options.ts';
import { openStateDirectory, type StateDirectory } from '../state/directory.ts';
import { takeLock } from '../state/lock.ts';
import { readState, takeOverState, writeState } from '../state/record.ts';

/** How long, in ms, another run of the group may take to end. */
const PATIENCE = 5_000;

/** What to forget. */
type ForgetOptions = Pick<RunOptions, 'configPath' | 'stateDirectory' | 'version' | 'signal'> & {
  readonly began: number;
  readonly group: string;
  readonly resource: string;
};

/**
 * Takes one entry that the file does not describe out of this node's state record, and changes nothing outside: it may be of a thing
 * that is gone, or never was. Never throws: the report tells.
 */
export async function runForget(options: ForgetOptions): Promise<Report> {
  const report = beginReport({ ...options, command: 'forget' });
  try {
    await refuseDescribed(options);
    const directory = openStateDirectory(
      options.stateDirectory,
      (warning) => report.warnings.push(warning),
      `forget ${options.group} ${options.resource}`,
    );
    await mustHave(directory, options);
    const release = await lock(directory, options, report.runId);
    await drop(directory, options, report).finally(release);
  } catch (error) {
    failWith(report, error);
  }
  return finishReport(options, report);
}

/** What the file describes, under any strategy, would be recorded again or be left behind. */
async function refuseDescribed({ configPath, group, resource }: ForgetOptions): Promise<void> {
  const { content, file } = await readConfig(configPath);
  const body = Object.hasOwn(content.groups, group) ? content.groups[group] : undefined;
  const lists = body ? [undefined, ...Object.keys(body.strategies ?? {})].map((each) => listed(group, body, each)) : [];
  if (lists.flat().some(({ name }) => name === resource))
    throw engineError('RECORD_IN_USE', '', { resource, group, path: file.path });
}

async function mustHave(directory: StateDirectory, { group, resource }: ForgetOptions): Promise<void> {
  const { resources } = await readState(directory, group);
  directory.refuseUnsafe();
  if (Object.hasOwn(resources, resource)) return;
  const names = Object.keys(resources);
  const nearest = didYouMean(resource, names);
  throw engineError('RECORD_HAS_NOT', '', { resource, group, nearest, names: names.join(', ') || 'nothing' });
}

/** Waits for a run of the group that has the lock, overtaking none. */
async function lock(directory: StateDirectory, { group, signal }: ForgetOptions, run: string) {
  const deadline = startDeadline(PATIENCE, 'forget', signal);
  const request = { directory, group, run, direction: 'forget', signal: deadline.signal, overtaken: () => {} } as const;
  return takeLock(request)
    .catch((thrown) => {
      const error = toKirikaeError(thrown);
      throw error.code === 'LOCK_BUSY'
        ? engineError('RECORD_BUSY', '', { group, reason: error.message }, { cause: error })
        : error;
    })
    .finally(deadline.clear);
}

async function drop(directory: StateDirectory, options: ForgetOptions, report: Report): Promise<void> {
  const { group, resource } = options;
  const record = await takeOverState(directory, group, report.runId);
  const { [resource]: _, ...resources } = record.resources;
  await writeState(directory, group, report.runId, { ...record, resources });
  const { resources: left } = await readState(directory, group);
  if (!Object.hasOwn(left, resource)) return;
  const [first] = report.warnings.splice(0);
  throw engineError('RECORD_UNWRITTEN', '', { group, reason: first?.message ?? 'it is as it was' });
}
