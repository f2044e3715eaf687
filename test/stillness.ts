import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';

/** The file operations under way of what runs in this process in the place of a process of its own. */
const current = new AsyncLocalStorage<{ underWay: number }>();

type Functions = Record<string, unknown>;
const files: Functions = createRequire(import.meta.url)('node:fs/promises');
for (const [name, original] of Object.entries(files)) {
  if (typeof original !== 'function' || name === 'watch') continue;
  files[name] = (...given: unknown[]) => {
    const mine = current.getStore();
    if (!mine) return original(...given);
    mine.underWay += 1;
    return Promise.resolve(original(...given)).finally(() => {
      mine.underWay -= 1;
    });
  };
}
syncBuiltinESMExports();

/**
 * Runs something to its end and until no file operation of it is under way: a look at the lock that nobody waits for any more would end
 * with its process, which this one does not.
 */
export async function toStillness<T>(run: () => Promise<T>): Promise<T> {
  const mine = { underWay: 0 };
  const result = await current.run(mine, run);
  do await turn();
  while (mine.underWay > 0);
  return result;
}
