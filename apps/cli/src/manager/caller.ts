import type { KirikaeError } from '@kirikae/core';
import { bootId, isRunning, type ProcessMark } from '@kirikae/engine';
import { cliError } from '../errors.ts';

/** The processes that called a run, from the script's parent up to the manager, as the printed scripts hand them over. */
type Caller = readonly ProcessMark[];

/** What a printed script hands over: this boot, then each process with its start; `PID:` alone where there is no /proc. */
const HANDED = /^([\w-]*)((?: \d+:\d*)+)$/;

/** Reads what a script handed over; undefined if it is not understood. */
export async function callerFrom(text: string): Promise<Caller | undefined> {
  const [, boot = '', processes = ''] = HANDED.exec(text) ?? [];
  const marks = [...processes.matchAll(/ (\d+):(\d*)/g)];
  if (marks.length === 0) return undefined;
  const here = boot || (await bootId());
  return marks.map(([, pid, start]) => ({ pid: Number(pid), boot: here, start: start || undefined }));
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
