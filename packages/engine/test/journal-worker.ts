import { openStateDirectory } from '../src/state/directory.ts';
import { openJournal } from '../src/state/journal.ts';

/* A process that begins one run in the journal. */
const [root = '', run = ''] = process.argv.slice(2);
const directory = openStateDirectory(root, ({ message }) => {
  process.stderr.write(`${message}\n`);
  process.exit(3);
});
const nothing = { node: null, strategy: null, reason: null };
await openJournal(directory, run)({ kind: 'begin', command: 'activate', group: 'web', pid: process.pid, ...nothing });
