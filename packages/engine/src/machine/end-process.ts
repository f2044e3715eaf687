import { execFile } from 'node:child_process';
import { isRunning, type ProcessMark } from './boot.ts';

/** Asks a process and its group to end, or kills them with all that they started; on Windows there is no polite way. */
export async function signalProcess(mark: ProcessMark, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (!(await isRunning(mark))) return; // its number may be another's by now
  if (process.platform === 'win32') return taskkill(mark.pid);
  for (const pid of [-mark.pid, mark.pid])
    try {
      process.kill(pid, signal);
    } catch {
      // no such group, or it ended a moment ago: whether it still runs is looked at anyway
    }
}

const taskkill = (pid: number): Promise<void> =>
  new Promise((resolve) => {
    const file = `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\taskkill.exe`;
    execFile(file, ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => resolve());
  });
