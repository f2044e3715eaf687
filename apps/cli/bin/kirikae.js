#!/usr/bin/env node
import { existsSync, write } from 'node:fs';
import module from 'node:module'; // whole: of what an older Node lacks, nothing can be imported by name
import { fileURLToPath } from 'node:url';

// Pacemaker has a meaning of its own for most codes: under it every failure is 1, also those of the start
const failure = /--manager[= ]pacemaker( |$)/.test(process.argv.join(' ')) ? 1 : undefined;

const bundle = fileURLToPath(new URL('../dist/bundle', import.meta.url));
const start = new URL('../dist/start/program.js', import.meta.url);
const end = new URL('../dist/end/leave.js', import.meta.url);

const isOld = !module.registerHooks; // the newest thing that is needed

// the first file, so that also what comes after it can be ended while a disk does not answer
const { leave } = !isOld && existsSync(end) ? await import(end.href) : { leave: (code) => process.exit(code) };

/** Ends with a line, which nobody may want to read: it is given up soon, and changes nothing. */
function stop(line, code) {
  write(2, `kirikae: ${line} [exit ${code}]\n`, () => leave(code));
  setTimeout(leave, 200, code);
}

// until a run can be stopped in good order, nothing has been done that would need it
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(name, () =>
    stop(`INTERRUPTED interrupted by ${name} while starting, nothing was done; run it again`, failure ?? 20),
  );

if (isOld)
  stop(
    `cannot start: this is Node ${process.version}. Install Node 22.15 or later (of 23: 23.5), or run \`npm ci\` in a clone.`,
    failure ?? 2,
  );
else if (!existsSync(`${bundle}/program`))
  stop('cannot start: it is not built. Run `npm ci && npm run build` in the clone.', failure ?? 2);
else {
  // of plugins from outside; beside the program, not in a temporary folder that others may write to
  module.enableCompileCache(fileURLToPath(new URL('../dist/cache', import.meta.url)));
  const { openProgram } = await import(start.href); // not a static import: that would be evaluated before the checks
  (await openProgram(bundle)).run('main.js');
}
