import type { KirikaeError } from '@kirikae/core';
import { bootId, isRunning, type ProcessMark } from '@kirikae/engine';
import { cliError } from '../errors.ts';

/** The processes that called a run, from the script's parent up to the manager, as the printed scripts hand them over. */
type Caller = readonly ProcessMark[];

/** What a printed script hands over: this boot, then each process with its start and name; both are empty where there is no /proc. */
const HANDED = /^([\w-]*)((?: \d+:\d*:[\w.-]*)+)$/;

/**
 * Reads what a script handed over; undefined if it is not understood. Where processes of the manager's own name are among them, they alone
 * count: what called the script for it, or started the manager, may end.
 */
export async function callerFrom(text: string, program = ''): Promise<Caller | undefined> {
  const [, boot = '', processes = ''] = HANDED.exec(text) ?? [];
  const all = [...processes.matchAll(/ (\d+):(\d*):([\w.-]*)/g)];
  if (all.length === 0) return undefined;
  const own = all.filter(([, , , name = '']) => program !== '' && name.startsWith(program));
  const here = boot || (await bootId());
  return (own.length > 0 ? own : all).map(([, pid, start]) => ({
    pid: Number(pid),
    boot: here,
    start: start || undefined,
  }));
}

/** The first of them that has certainly ended. */
export async function firstGone(caller: Caller): Promise<ProcessMark | undefined> {
  for (const each of caller) if (!(await isRunning(each))) return each;
  return undefined;
}

/** Why a run whose caller has ended writes no more; undefined while all of it is there. */
export async function callerGone(caller: Caller): Promise<KirikaeError | undefined> {
  const gone = await firstGone(caller);
  return gone && cliError('MANAGER_GONE', '', { pid: gone.pid });
}
