#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { copyTemplate } from './copy-template.ts';
import { namesOf } from './names.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm create kirikae-plugin NAME [-- --dir DIR]

Makes a package with a resource type of your own, which keeps the laws from the first minute.
NAME is the name of the package (acme-thing makes the type acme/thing, and so does @acme/thing).
DIR is the folder for it, new or empty. Default: the last part of NAME, here.
`;

/** Reads the command line and makes the package. */
async function main(args: string[]): Promise<string> {
  const { values, positionals } = read(args);
  if (values.help) return HELP;
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UsageError('there must be one name', HELP.split('\n')[0] ?? '');
  if (values.dir === '') throw new UsageError('--dir names no folder', 'write --dir DIR');
  const names = namesOf(name);
  const folder = values.dir ?? name.split('/').at(-1) ?? name;
  await copyTemplate(names, folder);
  return `Made ${names.name} with the resource type ${names.type} in ${folder}. Next:

  cd ${folder}
  npm install
  npm test

Then replace what the files in src say; README.md has the checklist.
`;
}

function read(args: string[]) {
  const options = { dir: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message, 'see --help');
  }
}

try {
  process.stdout.write(await main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`create-kirikae-plugin: ${error.message}; ${error.remedy}\n`);
  process.exitCode = 2;
}
