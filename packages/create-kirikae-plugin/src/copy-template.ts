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
  // in one go: a name such as @acme/thing-two has the type's placeholder in itself
  const named = (text: string) => text.replace(/acme-thing|acme\/thing/g, (it) => (it === 'acme-thing' ? name : type));
  for (const path of await filesIn(TEMPLATE)) {
    const target = join(folder, path === 'gitignore' ? '.gitignore' : path); // npm leaves a .gitignore out of packages
    const text = await readFile(join(TEMPLATE, path), 'utf8');
    await write(target, named(text));
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be written (${code})`, 'name another folder with --dir');
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length));
}
