import { lstat, readlink } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { untoldOwner } from './user-namespace.ts';

/** What stands in the way of trusting a path: the part that somebody else may write to, who that is, and the command that mends it. */
export interface Weakness {
  readonly part: string;
  readonly who: string;
  readonly mend: string;
}

/** Whose rights a file has. */
interface Rights {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

const ROOT = 0;
const OTHERS_MAY_WRITE = 0o002;
const GROUP_MAY_WRITE = 0o020;
const STICKY = 0o1000;

/** The user that this process acts as; undefined on Windows, which has no such bits: nothing is checked there. */
export const ownUser = (): number | undefined => process.geteuid?.();

/**
 * The first weakness on the way from `/` to a path, the targets of symbolic links included: a part that somebody other than root and
 * `user` may write to. Who may write to a folder may replace what is in it; in a sticky one (`/tmp`) only what is his own.
 * What only its owner may write to is taken as the system's where the owner is `system`, but not what anybody may have put there.
 * A part that does not exist ends the way. Throws what the file system throws. Waits for the disk: bound it with `within`.
 */
export async function findWeakness(
  path: string,
  user = ownUser(),
  system = untoldOwner(),
): Promise<Weakness | undefined> {
  if (user === undefined) return undefined;
  const walk: Walk = { at: sep, ahead: stepsOf(isAbsolute(path) ? path : `${process.cwd()}${sep}${path}`), links: 0 };
  for (let name = walk.ahead.shift(); name !== undefined; name = walk.ahead.shift()) {
    const folder = await lstat(walk.at);
    const part = join(walk.at, name);
    const entry = await lstat(part).catch(absent);
    const weakness = weaknessOf(walk.at, folder, user, system);
    const ownEntriesOnly = trusted(folder.uid, user, system) && (folder.mode & STICKY) !== 0;
    if (weakness && !ownEntriesOnly) return weakness;
    const anybodys = weakness && entry && (entry.uid === system || !trusted(entry.uid, user, system));
    if (anybodys) return owned(part, entry.uid, entry.uid === system, entry.isSymbolicLink());
    if (!entry) return undefined;
    if (entry.isSymbolicLink()) await follow(walk, part);
    else walk.at = part; // "x/.." comes to x again, so every folder on the way is looked at
  }
  return weaknessOf(walk.at, await lstat(walk.at), user, system);
}

/** How far the way was gone, and the names that are still ahead. */
interface Walk {
  at: string;
  ahead: string[];
  links: number;
}

/** Why a file with these rights is not to be trusted; undefined if nobody but root, `user` and `system` may write to it. */
export function weaknessOf(part: string, rights: Rights, user: number, system?: number): Weakness | undefined {
  const { uid, gid, mode } = rights;
  if (!trusted(uid, user, system)) return owned(part, uid);
  if (mode & OTHERS_MAY_WRITE) return { part, who: 'anybody', mend: `chmod o-w ${part}` };
  // an ordinary user often has a group alone; root's files are written by no group but its own, and nobody knows whose group it is
  // where the owner cannot be told
  if (mode & GROUP_MAY_WRITE && (uid === system || (gid !== ROOT && user === ROOT)))
    return { part, who: `group ${gid}`, mend: `chmod g-w ${part}` };
  return undefined;
}

/** How a weakness reaches `path`, for the sentence of an error: nothing to say where it is the path itself. */
export const reachOf = ({ part }: Weakness, path: string): string => (part === path ? '' : `, on the way to ${path}`);

const trusted = (uid: number, user: number, system?: number): boolean => uid === ROOT || uid === user || uid === system;

const owned = (part: string, uid: number, untold = false, link = false): Weakness => ({
  part,
  who: `user ${uid}${untold ? ' (whoever has no id in this user namespace)' : ''}`,
  mend: `chown ${link ? '-h ' : ''}root ${part}`,
});

const stepsOf = (path: string): string[] => path.split(sep).filter((name) => name !== '' && name !== '.');

/** As many as Linux follows. */
const LINKS = 40;

async function follow(walk: Walk, link: string): Promise<void> {
  if (++walk.links > LINKS) throw Object.assign(new Error(`too many symbolic links: ${link}`), { code: 'ELOOP' });
  const target = await readlink(link);
  if (isAbsolute(target)) walk.at = sep;
  walk.ahead.unshift(...stepsOf(target));
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
