import { KirikaeError } from '@kirikae/core';
import {
  beginReport,
  conclude,
  failWith,
  firstInLine,
  openStateDirectory,
  type Report,
  type RunOptions,
  runActivate,
  runDeactivate,
  runMonitor,
} from '@kirikae/engine';
import { cliError } from '../errors.ts';
import { answer } from '../manager/managed.ts';
import type { Role } from '../manager/manager.ts';
import type { Guarded } from '../manager/managers.ts';
import { readBackOff } from './back-off.ts';

type Options = Omit<RunOptions, 'command' | 'group'> & { readonly group: string };

/**
 * One round: asks the manager what this node is, looks whether the group is active here, and mends what does not agree. A callback that
 * is at work counts for more: it is neither waited for nor overtaken. Never throws; a report without an error tells that all is well.
 */
export async function runGuard(manager: Guarded, options: Options): Promise<Report> {
  const directory = openStateDirectory(options.stateDirectory, () => {});
  if (await firstInLine(directory, options.group)) return nothing(options);
  const role = await manager.role(options).catch((error: KirikaeError) => error);
  const isSilent = role instanceof KirikaeError;
  const backOff = await readBackOff(directory, options.group, isSilent ? 'silent' : role.name);
  if (backOff.isOn) return nothing(options);
  const { report, isWell } = await (isSilent ? silence(manager, options, role) : round(manager, options, role));
  await backOff.ended(isWell);
  return report;
}

interface Ended {
  readonly report: Report;
  /** False where the next round shall wait longer. */
  readonly isWell: boolean;
}

const nothing = (options: Options): Report => beginReport({ ...options, command: 'guard' });

async function silence(manager: Guarded, options: Options, error: KirikaeError): Promise<Ended> {
  const report = nothing(options);
  failWith(report, error);
  await answer(manager, report, options.env);
  return { report, isWell: false };
}

async function round(manager: Guarded, options: Options, role: Role): Promise<Ended> {
  if (role.name === 'neither') return { report: nothing(options), isWell: true };
  const seen = await runMonitor({ ...options, command: 'monitor', believesFirst: true });
  const mend = role.name === 'leader' ? isMissing(seen) && activate : isLeft(seen) && deactivate;
  if (!mend) return agreed(manager, options, seen);
  const reason = role.name === 'leader' ? undefined : role.reason;
  const permit = () => stillSo(manager, options, role);
  const report = await mend({ ...options, reason, permit, yields: true, began: performance.now() });
  if (NEWER.includes(report.error?.code ?? '')) return { report: nothing(options), isWell: true };
  await answer(manager, report, options.env);
  return { report, isWell: report.error === null };
}

type Mend = Options & Pick<RunOptions, 'reason' | 'permit' | 'yields'>;
const activate = (options: Mend): Promise<Report> => runActivate({ ...options, command: 'activate' });
const deactivate = (options: Mend): Promise<Report> => runDeactivate({ ...options, command: 'deactivate' });

/** What ends a guard's run because something newer is at work, or has been: all is well. */
const NEWER: readonly string[] = ['LOCK_BUSY', 'OVERTAKEN', 'ROLE_CHANGED'];

const isHalf = ({ error }: Report): boolean => error?.code === 'HALF_ACTIVE';

/** True if what a leader must have is not here. */
const isMissing = (seen: Report): boolean => seen.exitCode === 7 || isHalf(seen);

/** True if something is, or by this node's record may be, active where it shall not be; letting go is safe. */
const isLeft = (seen: Report): boolean => seen.exitCode !== 7 && seen.outcome !== 'usage';

/** What was seen is as the manager wants it, or cannot be told: only a failure is worth words. */
async function agreed(manager: Guarded, { env }: Options, seen: Report): Promise<Ended> {
  const isWell = seen.outcome === 'done' || seen.outcome === 'inactive';
  if (seen.exitCode === 0 || seen.exitCode === 7) {
    conclude(seen, seen.outcome, 0);
    return { report: { ...seen, command: 'guard', error: null, warnings: [] }, isWell };
  }
  await answer(manager, seen, env);
  return { report: seen, isWell };
}

/** Asked before each write: throws unless the manager still calls this node the same. */
async function stillSo(manager: Guarded, options: Options, before: Role): Promise<void> {
  const now = await manager.role(options);
  if (now.name !== before.name)
    throw cliError('ROLE_CHANGED', '', { manager: manager.name, now: now.name, before: before.name });
}
