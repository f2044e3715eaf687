import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { native } from './native.ts';

/*
 * Ways to write to stdout and stderr that cannot hold the process. Whoever is at the other end may have stopped reading, and a plain
 * write(2) would then wait for ever, deadline or not.
 *
 *   pipe, terminal    opened once more, without blocking: a flag of ours alone, while O_NONBLOCK on the descriptor itself would be one of
 *                     every process that shares it (and theirs to take away again)
 *   everything else   a thread of the pool: a file on a disk that is dead, a socket, a pipe that another user opened. `leave` knows what
 *                     to do with one that is stuck
 *   Windows           its terminals by Node.js, which knows their encoding; everything else as above
 */

/** Writes some of the bytes, and answers how many. Rejects if they cannot be written; EAGAIN means "not now". */
export type Attempt = (bytes: Uint8Array) => Promise<number>;

/** The most bytes that a thread writes at once: each time that it comes back shows that the reader is alive. */
const CHUNK = 4_096;

/** Finds the way for a descriptor; to be called at the start, since it asks the system. */
export function attemptFor(name: 'stdout' | 'stderr', fd: number): Attempt {
  if (process.platform === 'win32' && isatty(fd)) return byNode(name);
  const own = openUnblocked(fd);
  return own === undefined ? byThread(fd) : async (bytes) => writeSync(own, bytes);
}

/** Undefined where there is nothing to open: another kind, nobody at its other end, another user's, no /proc. */
function openUnblocked(fd: number): number | undefined {
  try {
    if (!isatty(fd) && !fstatSync(fd).isFIFO()) return undefined;
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

/** Writes to a descriptor in the middle of whatever goes on; what it does not take at once is lost. A dead disk holds the process here. */
export function writeNow(fd: number, text: string): void {
  try {
    writeSync(openUnblocked(fd) ?? fd, text);
  } catch {
    // these were words: nothing depends on them
  }
}

const byThread =
  (fd: number): Attempt =>
  (bytes) =>
    new Promise((resolve, reject) => {
      write(fd, bytes.subarray(0, CHUNK), (error, written) => (error ? reject(error) : resolve(written)));
    });

const byNode =
  (name: 'stdout' | 'stderr'): Attempt =>
  (bytes) =>
    new Promise((resolve, reject) => {
      native(name).write(bytes, (error) => (error ? reject(error) : resolve(bytes.length)));
    });
