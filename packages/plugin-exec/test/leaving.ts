import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runProgram } from '../src/program.ts';

/* A process that, as kirikae may have to, ends right after it has broken off a program. Arguments: a folder and a piece of shell. */

const [workingDirectory = '', script = ''] = process.argv.slice(2);
const stop = new AbortController();
void runProgram(
  { words: ['sh', '-c', script], workingDirectory, env: process.env, refuseWeak: async () => {}, log: () => {} },
  stop.signal,
);
while (!existsSync(join(workingDirectory, 'ready'))) await delay(5);
stop.abort();
process.exit(20);
