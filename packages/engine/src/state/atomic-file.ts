import { open, rename, rm } from 'node:fs/promises';
import { refuseForeign } from './directory.ts';

/** Replaces a file of the state directory whole: a reader sees the old one or the new one, also after a crash. */
export async function replaceFile(path: string, run: string, text: string): Promise<void> {
  const draft = `${path}.${run}`;
  try {
    const file = await open(draft, 'w', 0o600);
    await file
      .writeFile(text)
      .then(() => file.datasync())
      .finally(() => file.close());
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The largest file that is read whole, in bytes; a state record has some hundred for each resource. */
const LIMIT = 10_000_000;

/** The text of a file of the state directory; undefined if there is none. Throws `STATE_UNSAFE` if others may write to it. */
export async function readOwn(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch(absent);
  if (!file) return undefined;
  try {
    const found = await file.stat();
    await refuseForeign(path, found);
    return found.size > LIMIT ? '' : await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
