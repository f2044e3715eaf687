import { accessSync, constants } from 'node:fs';

/** Work of the thread pool that may never come back: a file on a dead disk, its closing included, a name whose servers are silent, words that nobody reads. */
const STUCK = /^(FSReq|FileHandleCloseReq|GetAddrInfoReq|GetNameInfoReq)/;

/** A program that ends at once with a code. */
type Successor = readonly [program: string, argsFor: (code: number) => string[]];

const SUCCESSORS: readonly Successor[] = [
  ['/bin/sh', (code) => ['sh', '-c', `exit ${code}`]],
  ['/proc/self/exe', (code) => ['node', '-e', `process.exit(${code})`]],
];

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Found at the start, since the disk may be what fails, and `execve` of what is not there aborts. */
const successor = process.platform === 'win32' ? undefined : SUCCESSORS.find(([program]) => canRun(program));

/** Node.js's own, whatever a plugin puts in its place. */
const exit = process.exit.bind(process);

/**
 * Ends the process, with exactly this code: the only place that does. It writes nothing, does not throw, and waits for nobody.
 * `process.exit` waits for the threads of the pool, so one that is stuck would keep a run beyond its deadline: then the process is
 * replaced by one that ends at once with the same code (POSIX; Windows ends its threads by itself); so it is if it `isHeld` by other code
 * that has not come back.
 */
export function leave(code: number, isHeld = false): never {
  runExitListeners(code);
  const isStuck = () => process.getActiveResourcesInfo().some((name) => STUCK.test(name));
  if (process.platform !== 'win32' && (isHeld || isStuck())) {
    if (successor && process.execve) process.execve(successor[0], successor[1](code), {});
    process.kill(process.pid, 'SIGKILL'); // better killed than kept for ever
  }
  return exit(code);
}

/** What must be done before the end (no program of `exec` may outlive it), and what a plugin does there, which may change nothing. */
function runExitListeners(code: number): void {
  for (const listener of process.listeners('exit')) {
    try {
      listener.call(process, code);
    } catch {
      // the end does not wait for it to be mended
    }
  }
  process.removeAllListeners('exit');
}
