import { setTimeout as sleep } from 'node:timers/promises';

/** What may take how long: `explain` tells, when it took longer, what there is to read. */
export interface Patience {
  readonly seconds?: number;
  readonly everyMs?: number;
  readonly explain?: () => Promise<string>;
}

/** Waits until it is so. Throws, with what `explain` has to say, if that takes too long. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  { seconds = 60, everyMs = 200, explain }: Patience = {},
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}\n${(await explain?.()) ?? ''}`);
    await sleep(everyMs);
  }
}
