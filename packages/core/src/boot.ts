import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';

/** Where the kernel does not name its boots, one is named by the minute in which it began. */
const BY_TIME = /^since-(\d+)$/;

/** Names this boot of the machine, so that what an earlier boot left behind is known for what it is. */
export async function bootId(): Promise<string> {
  const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined);
  return id?.trim() ?? `since-${Math.round((Date.now() / 1000 - uptime()) / 60)}`;
}

/** True if two names are of one boot. A minute that was worked out twice may differ by one. */
export function sameBoot(a: string, b: string): boolean {
  const [, first] = BY_TIME.exec(a) ?? [];
  const [, second] = BY_TIME.exec(b) ?? [];
  return first && second ? Math.abs(Number(first) - Number(second)) <= 1 : a === b;
}

/**
 * When a process started, in the kernel's ticks (field 22 of /proc/PID/stat, proc_pid_stat(5)); undefined where that cannot be told.
 * A process that has ended but was not yet waited for (state Z or X) runs no more and counts as gone.
 */
async function processStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && 'ZXx'.includes(fields[0] ?? '') ? undefined : fields?.[19];
}

/** What tells one process from all others, also from a later one with the same number. */
export interface ProcessMark {
  readonly pid: number;
  readonly boot: string;
  readonly start?: string | undefined;
}

/** The mark of this process. */
export async function ownMark(): Promise<ProcessMark> {
  return { pid: process.pid, boot: await bootId(), start: await processStart(process.pid) };
}

/** True if that very process still runs. */
export async function isAlive(mark: ProcessMark): Promise<boolean> {
  if (!sameBoot(mark.boot, await bootId())) return false;
  if (mark.start !== undefined) return (await processStart(mark.pid)) === mark.start;
  try {
    process.kill(mark.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
