import { readdir } from 'node:fs/promises';
import { bootId, isNumbered, type Processes, processStart } from './boot.ts';

/**
 * What is looked up once for many processes that were noted before: this boot, which numbers are in use, and the start of each at most
 * once. A file of its own is read for none that is gone.
 */
export async function takeCensus(): Promise<Processes> {
  const boot = bootId();
  const numbers = await readdir('/proc').then(
    (names) => new Set(names),
    () => undefined,
  );
  const starts = new Map<number, ReturnType<typeof processStart>>();
  return {
    boot: () => boot,
    start(pid) {
      const known = starts.get(pid) ?? (numbers?.has(String(pid)) === false ? unlisted(pid) : processStart(pid));
      starts.set(pid, known);
      return known;
    },
  };
}

/** As `processStart` for a number that /proc does not have: it may hide the processes of other users. */
const unlisted = async (pid: number): Promise<null | undefined> => (isNumbered(pid) ? undefined : null);
