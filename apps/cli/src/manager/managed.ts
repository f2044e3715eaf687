import { beginReport, conclude, failWith, type Report, type RunOptions } from '@kirikae/engine';
import { mustEndBy, settle } from '../end/outcome.ts';
import { callerFrom, callerGone } from './caller.ts';
import { writeLog } from './log.ts';
import { type ManagedCommand, type Manager, toldCode } from './manager.ts';

/** The options of a command that a manager may call. */
export type ManagedOptions = RunOptions & { readonly command: ManagedCommand };

/** Runs a command as the cluster manager that calls wants it: by its variables, inside its time, with its exit codes and a line in its log. */
export async function managed<O extends ManagedOptions>(
  manager: Manager,
  options: O,
  run: (options: O) => Promise<Report>,
): Promise<Report> {
  const report = await ordered(manager, options, run);
  if (report) await answer(manager, report, options.env);
  return report ?? beginReport(options);
}

/** Undefined where the manager wants nothing done. */
async function ordered<O extends ManagedOptions>(
  manager: Manager,
  options: O,
  run: (options: O) => Promise<Report>,
): Promise<Report | undefined> {
  try {
    const { act, reason, limit, warning } = await manager.order(options.command, options.env);
    if (!act) return undefined;
    if (limit !== undefined) mustEndBy((options.began ?? 0) + limit);
    const { permit = options.permit, warning: unclear } = await takingFor(manager, options);
    const report = await run({ ...options, limit, reason: options.reason ?? reason, permit });
    for (const message of [warning, unclear]) if (message) report.warnings.unshift({ code: 'MANAGER_EVENT', message });
    return report;
  } catch (error) {
    const report = beginReport(options);
    failWith(report, error);
    return report;
  }
}

/** What takes something for a manager does so only while that is there: a release is safe by itself. */
async function takingFor(
  manager: Manager,
  { command, env }: ManagedOptions,
): Promise<Pick<RunOptions, 'permit'> & { warning?: string }> {
  const handed = env['KIRIKAE_CALLER'];
  if (command !== 'activate' || handed === undefined) return {};
  const caller = await callerFrom(handed, manager.program);
  if (!caller) return { warning: `KIRIKAE_CALLER is ${handed}, which is not understood: nobody's end is noticed` };
  const permit: RunOptions['permit'] = async (whenUnknown) => {
    const gone = await callerGone(caller);
    if (gone) throw gone;
    await manager.leads?.(env).catch((error) => {
      if (whenUnknown === 'fail' || error.code !== 'MANAGER_SILENT') throw error;
    });
  };
  return { permit };
}

/** Gives a report the exit code that the manager gets for what was found (`outcome` stays), and writes it into the manager's log. */
export async function answer(manager: Manager, report: Report, env: RunOptions['env']): Promise<void> {
  conclude(report, report.outcome, toldCode(manager, report.command, report));
  settle(report.exitCode); // the log is words already
  await writeLog(manager, report, env);
}
