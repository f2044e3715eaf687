import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { answerTo, type Inquiry } from './question.ts';
import { untoldOwner } from './user-namespace.ts';
import { isTrusted, owned, type Weakness, weaknessOf } from './weakness.ts';

const STICKY = 0o1000;

/** The user that this process acts as; undefined on Windows, which has no such bits: nothing is checked there. */
export const ownUser = (): number | undefined => process.geteuid?.();

/**
 * The first weakness on the way from `/` to a path, the targets of symbolic links included: a part that somebody other than root and
 * `user` may write to. Who may write to a folder may replace what is in it; in a sticky one (`/tmp`) only what is his own.
 * What only its owner may write to is taken as the system's where the owner is `system`, but not what anybody may have put there.
 * A part that does not exist ends the way. Throws what the file system throws. Waits for the disk: bound it with `within`.
 */
export function* findWeakness(path: string, user = ownUser(), system = untoldOwner()): Inquiry<Weakness | undefined> {
  if (user === undefined) return undefined;
  const walk: Walk = { at: sep, ahead: stepsOf(isAbsolute(path) ? path : `${process.cwd()}${sep}${path}`), links: 0 };
  for (let name = walk.ahead.shift(); name !== undefined; name = walk.ahead.shift()) {
    const folder = yield* statOf(walk.at);
    const part = join(walk.at, name);
    const entry = yield* entryAt(part);
    const weakness = yield* weaknessOf(walk.at, folder, user, system);
    const ownEntriesOnly = isTrusted(folder.uid, user, system) && (folder.mode & STICKY) !== 0;
    if (weakness && !ownEntriesOnly) return weakness;
    const anybodys = weakness && entry && (entry.uid === system || !isTrusted(entry.uid, user, system));
    if (anybodys) return owned(part, entry.uid, entry.uid === system, entry.isSymbolicLink());
    if (!entry) return undefined;
    if (entry.isSymbolicLink()) yield* follow(walk, part);
    else walk.at = part; // "x/.." comes to x again, so every folder on the way is looked at
  }
  return yield* weaknessOf(walk.at, yield* statOf(walk.at), user, system);
}

/** How far the way was gone, and the names that are still ahead. */
interface Walk {
  at: string;
  ahead: string[];
  links: number;
}

const stepsOf = (path: string): string[] => path.split(sep).filter((name) => name !== '' && name !== '.');

const statOf = (path: string): Inquiry<Stats> => answerTo({ later: () => lstat(path), now: () => lstatSync(path) });

function* entryAt(path: string): Inquiry<Stats | undefined> {
  try {
    return yield* statOf(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** As many as Linux follows. */
const LINKS = 40;

function* follow(walk: Walk, link: string): Inquiry<void> {
  if (++walk.links > LINKS) throw Object.assign(new Error(`too many symbolic links: ${link}`), { code: 'ELOOP' });
  const target = yield* answerTo({ later: () => readlink(link), now: () => readlinkSync(link) });
  if (isAbsolute(target)) walk.at = sep;
  walk.ahead.unshift(...stepsOf(target));
}
