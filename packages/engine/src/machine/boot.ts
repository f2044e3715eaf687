import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';

/** Names this boot of the machine, so that what an earlier boot left behind is known for what it is. */
export async function bootId(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined);
  if (id !== undefined) return id.trim();
  const up = uptimeOf();
  return up === undefined ? 'unknown' : bootByClock(Date.now(), up);
}

/** For how long the machine has been up, in s; undefined where a sandbox does not let it be told. */
export function uptimeOf(): number | undefined {
  try {
    return uptime();
  } catch {
    return undefined;
  }
}

/**
 * The name of a boot where the kernel gives none: the minute in which it began by the wall clock (`now`, ms), and for how many minutes
 * it had been up (`up`, s) when it was named.
 */
export const bootByClock = (now: number, up: number): string =>
  `since-${Math.round((now / 1000 - up) / 60)}-${Math.floor(up / 60)}`;

const BY_CLOCK = /^since-(\d+)-(\d+)$/;

/**
 * True if a boot that was noted is the one that is `now`. By the clock it is another one if the machine has been up for less time than
 * when it was noted, or began after it was noted. So a clock that is set back, or is a little off, does not make it another.
 */
export function sameBoot(noted: string, now: string): boolean {
  const [, began, up] = BY_CLOCK.exec(noted) ?? [];
  const [, beganNow, upNow] = BY_CLOCK.exec(now) ?? [];
  if (began === undefined || beganNow === undefined) return noted === now;
  return Number(upNow) >= Number(up) && Number(beganNow) - Number(began) <= Math.max(Number(up), 2);
}

/**
 * When a process started, in the kernel's ticks (field 22 of /proc/PID/stat, proc_pid_stat(5)); null if there is no such process,
 * undefined if that cannot be told. One that has ended but was not yet waited for (state Z or X) runs no more.
 */
export async function processStart(pid: number): Promise<string | null | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 'ZXx'.includes(fields[0] ?? '') ? null : fields[19];
  } catch (error) {
    const gone = ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');
    return gone && !isNumbered(pid) ? null : undefined; // /proc may hide the processes of other users
  }
}

/** True if there is a process of this number, whoever's and whichever it is. */
export function isNumbered(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What tells one process from all others, also from a later one with the same number. */
export interface ProcessMark {
  readonly pid: number;
  readonly boot: string;
  /** When it started, or `LISTENS`; undefined where neither can be told. */
  readonly start?: string | undefined;
}

/** The mark of a process that runs, or was a moment ago. */
export async function markOf(pid: number): Promise<ProcessMark> {
  return { pid, boot: await bootId(), start: (await processStart(pid)) ?? undefined };
}

/** The mark of this process. */
export const ownMark = (): Promise<ProcessMark> => markOf(process.pid);

/** By what it is told whether a process runs. */
export interface Processes {
  boot(): Promise<string>;
  start(pid: number): ReturnType<typeof processStart>;
}

const AS_THEY_ARE: Processes = { boot: bootId, start: processStart };

/** False only if that very process is certainly gone. */
export async function isRunning({ pid, boot, start }: ProcessMark, processes = AS_THEY_ARE): Promise<boolean> {
  if (!sameBoot(boot, await processes.boot())) return false;
  if (start === undefined) return isNumbered(pid);
  const now = await processes.start(pid);
  return now === undefined || now === start;
}
