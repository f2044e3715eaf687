#!/usr/bin/env node
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

// Pacemaker has a meaning of its own for most codes: under it every failure is 1, also those of the start
const failure = /--manager[= ]pacemaker( |$)/.test(process.argv.join(' ')) ? 1 : undefined;

// until a run can be stopped in good order, nothing has been done that would need it
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(name, () => {
    console.error(
      `kirikae: INTERRUPTED interrupted by ${name} while starting, nothing was done; run it again [exit ${failure ?? 20}]`,
    );
    process.exit(failure ?? 20);
  });

const bundle = new URL('../dist/bundle/main.js', import.meta.url);
const [major] = process.versions.node.split('.');
if (Number(major) < 22) {
  console.error(
    `kirikae: cannot start: this is Node ${process.version}. Install Node 22 or later, or run \`npm ci\` in a clone. [exit ${failure ?? 2}]`,
  );
  process.exitCode = failure ?? 2;
} else if (!existsSync(bundle)) {
  const told = 'kirikae: cannot start: it is not built. Run `npm ci && npm run build` in the clone.';
  console.error(`${told} [exit ${failure ?? 2}]`);
  process.exitCode = failure ?? 2;
} else {
  // beside the program, not in a temporary folder that others may write to; the build fills it
  module.enableCompileCache?.(fileURLToPath(new URL('../dist/cache', import.meta.url)));
  await import(bundle.href); // not a static import: that would be evaluated before the checks
}
