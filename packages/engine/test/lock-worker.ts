import { appendFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ownMark } from '../src/machine/boot.ts';
import { listen } from '../src/machine/presence.ts';
import { newRunId } from '../src/run/run-id.ts';
import { openStateDirectory } from '../src/state/directory.ts';
import { takeLock } from '../src/state/lock.ts';

/*
 * A process that takes the lock of the group "web": `ROUNDS` times, for a few milliseconds each, leaving a line when it enters and one
 * when it leaves; or with `hold` once and for good, saying so to whoever started it. With `listen` it shows that it lives as on a
 * system without /proc.
 */
const [root = '', marks = '', rounds = '1', ...how] = process.argv.slice(2);
const hold = how.includes('hold');
const directory = openStateDirectory(root, ({ message }) => {
  process.stderr.write(`${message}\n`);
  process.exit(3); // without a lock there is nothing to test
});
const request = { directory, group: 'web', direction: 'activate', overtaken: () => {} } as const;
for (let round = 0; round < Number(rounds); round++) {
  const run = newRunId();
  const presence = how.includes('listen') ? await listen(root, run, await ownMark()) : undefined;
  const release = await takeLock({ ...request, run, mark: presence?.mark, signal: new AbortController().signal });
  await appendFile(marks, `enter ${run}\n`);
  if (hold) {
    process.stdout.write(`${process.pid}\n`);
    await delay(60_000);
  }
  await delay(Math.random() * 4);
  await appendFile(marks, `leave ${run}\n`);
  await release();
  await presence?.end();
}
