import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { commandsPage } from './commands.ts';
import { configurationPages } from './configuration.ts';
import { errorsPage } from './errors.ts';

/*
 * Writes the reference pages, or with --check tells whether they are what the code says: exit 1 names those that are not.
 */

const folder = new URL('../reference/', import.meta.url);
const pages = [commandsPage(), await errorsPage(), ...(await configurationPages())];

if (process.argv.includes('--check')) {
  const stale: string[] = [];
  for (const { name, text } of pages)
    if ((await readFile(new URL(name, folder), 'utf8').catch(() => '')) !== text) stale.push(name);
  if (stale.length > 0) {
    console.error(
      `apps/docs/reference is not what the code says: ${stale.join(', ')}. Run \`npm run docs\` and commit.`,
    );
    process.exitCode = 1;
  }
} else {
  await mkdir(folder, { recursive: true });
  for (const { name, text } of pages) await writeFile(new URL(name, folder), text);
}
