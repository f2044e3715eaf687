import { hasAccessList } from './access-list.ts';
import { isPrivate } from './private-group.ts';
import type { Inquiry } from './question.ts';

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

/** Why a file with these rights is not to be trusted; undefined if nobody but root, `user` and `system` may write to it. */
export function* weaknessOf(
  part: string,
  rights: Rights,
  user: number,
  system?: number,
): Inquiry<Weakness | undefined> {
  const { uid, gid, mode } = rights;
  if (!isTrusted(uid, user, system)) return owned(part, uid);
  if (mode & OTHERS_MAY_WRITE) return { part, who: 'anybody', mend: `chmod o-w ${part}` };
  // where these bits lack the right, whom an access control list names lacks it too: they are its mask
  if (!(mode & GROUP_MAY_WRITE)) return undefined;
  const who = (yield* isOwn(rights, user, system)) ? yield* named(part) : `group ${gid} (or whom an ACL names)`;
  return who === undefined ? undefined : { part, who, mend: `chmod g-w ${part}` };
}

/** Nobody knows whose a group is where the owner cannot be told. */
function* isOwn({ uid, gid }: Rights, user: number, system?: number): Inquiry<boolean> {
  if (uid === system) return false;
  return gid === ROOT || (yield* isPrivate(gid, user));
}

/** Who may write beside a group that is this user's own. */
function* named(part: string): Inquiry<string | undefined> {
  const isThere = yield* hasAccessList(part);
  if (isThere === undefined) return 'whom an ACL names (there may be one: no ls of GNU is here to tell)';
  return isThere ? 'whom its ACL names' : undefined;
}

/** True for an owner whose files are believed. */
export const isTrusted = (uid: number, user: number, system?: number): boolean =>
  uid === ROOT || uid === user || uid === system;

/** A user by his number. */
export const numbered = (uid: number): string => `user ${uid}`;

/** The weakness of what belongs to somebody else; `untold`: to one of many, who cannot be told apart. */
export const owned = (part: string, uid: number, untold = false, link = false): Weakness => ({
  part,
  who: `${numbered(uid)}${untold ? ' (whoever has no id in this user namespace)' : ''}`,
  mend: `chown ${link ? '-h ' : ''}root ${part}`,
});
