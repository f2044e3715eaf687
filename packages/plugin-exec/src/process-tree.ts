import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/*
 * A program and all that it started, ended together.
 *
 *   POSIX     each program leads a process group of its own: the group gets SIGTERM, and what is left of it after the grace SIGKILL
 *   Windows   taskkill /T /F, which walks from parent to child; there is no polite way
 *
 * The trap: kirikae itself may end during the grace, since it must end in time. Then nobody would be left to send SIGKILL, so what
 * still runs when the process exits gets it there and then.
 */

/** How long, in ms, a program may clean up after SIGTERM: short, since kirikae's own time is up. */
const GRACE = 50;
const STEP = 5;

const running = new Set<number>();
let watching = false;

/** Notes a program that runs, by its process id, so that it cannot outlive kirikae; gives the function that takes it off. */
export function keepTrack(pid: number): () => void {
  if (!watching) process.on('exit', killAll);
  watching = true;
  running.add(pid);
  return () => void running.delete(pid);
}

function killAll(): void {
  for (const pid of running) if (process.platform !== 'win32') signalGroup(pid, 'SIGKILL');
}

/** Ends a program and all that it started. Resolves when they are gone, or when no more can be done about them. */
export async function endTree(pid: number): Promise<void> {
  if (process.platform === 'win32') return taskkill(pid);
  if (await isGoneBy(pid, 'SIGTERM')) return;
  await isGoneBy(pid, 'SIGKILL');
}

/** Sends a signal to the group, and waits for the grace or until nothing is left of it. */
async function isGoneBy(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  signalGroup(pid, signal);
  for (let waited = 0; waited < GRACE; waited += STEP) {
    await delay(STEP);
    if (!signalGroup(pid, 0)) return true;
  }
  return false;
}

/** False if there is no such group any more. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** The command that ends a tree on Windows, by its whole path: PATH may name another. */
export const taskkillCommand = (pid: number, env: Readonly<Record<string, string | undefined>>): string[] => [
  `${env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\taskkill.exe`,
  '/PID',
  String(pid),
  '/T',
  '/F',
];

async function taskkill(pid: number): Promise<void> {
  const [file = '', ...args] = taskkillCommand(pid, process.env);
  await new Promise<void>((resolve) => {
    const child = spawn(file, args, { stdio: 'ignore', windowsHide: true });
    child.on('exit', () => resolve());
    child.on('error', () => resolve());
  });
}
