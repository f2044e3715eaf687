import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Names } from './names.ts';
import { UsageError } from './usage-error.ts';

/** A package that works as it is, with names of its own. */
const TEMPLATE = fileURLToPath(new URL('../template/', import.meta.url));

/** Copies the template into a folder, new or empty, under other names. Throws `UsageError` for a folder that has something in it. */
export async function copyTemplate({ name, type }: Names, folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UsageError(`${folder} cannot be used (${error.code})`, 'name another folder with --dir');
  });
  if (there.length > 0) throw new UsageError(`${folder} is not empty`, 'name another folder with --dir');
  for (const path of await filesIn(TEMPLATE)) {
    const target = join(folder, path === 'gitignore' ? '.gitignore' : path); // npm leaves a .gitignore out of packages
    const text = await readFile(join(TEMPLATE, path), 'utf8');
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text.replaceAll('acme-thing', name).replaceAll('acme/thing', type));
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length));
}
