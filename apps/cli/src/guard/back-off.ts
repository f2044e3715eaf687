import { readFile, rm, writeFile } from 'node:fs/promises';
import { groupFile, type StateDirectory } from '@kirikae/engine';

/*
 * How often a guard has failed in a row, for the same role of this node: a small file beside the state record. What did not help a moment
 * ago (a denial, an API that is away) is tried again less and less often.
 */

/** The pause after the first failure and the longest, in ms. */
const FIRST = 5_000;
const LONGEST = 60_000;

/** What a guard remembers between its rounds. */
interface BackOff {
  /** True while it shall not try again yet. */
  readonly isOn: boolean;
  /** Notes how this round ended. */
  ended(well: boolean): Promise<void>;
}

/** The pause of a group, by its file; a new role of this node ends it. */
export async function readBackOff(directory: StateDirectory, group: string, role: string): Promise<BackOff> {
  const file = directory.path(groupFile(group, 'guard'));
  const use = <T>(operation: () => Promise<T>) => directory.use('state record', operation);
  const text = (await use(() => readFile(file, 'utf8').catch(() => ''))) ?? '';
  const [, count = '0', at = '0', of] = /^(\d+) (\d+) (\w+)$/.exec(text) ?? [];
  const failures = of === role ? Number(count) : 0;
  const ago = Date.now() - Number(at);
  const pause = failures > 0 ? Math.min(FIRST * 2 ** (failures - 1), LONGEST) : 0;
  return {
    isOn: ago >= 0 && ago < pause,
    ended: async (well) => {
      if (!well) await use(() => writeFile(file, `${failures + 1} ${Date.now()} ${role}`, { mode: 0o600 }));
      else if (text !== '') await use(() => rm(file, { force: true }));
    },
  };
}
