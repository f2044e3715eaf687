import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { answerTo, type Inquiry } from './question.ts';

/**
 * True if a group is a user's alone, as many systems give one to each user, whose files it may then write to (umask 002). As Debian's
 * OpenSSH judges: it has members, and they are this user. Who has no entry there (in a container) has the group of the same number.
 */
export function* isPrivate(gid: number, user: number): Inquiry<boolean> {
  const passwd = rowsOf(yield* answerTo(fileAt('/etc/passwd')));
  const group = rowsOf(yield* answerTo(fileAt('/etc/group')));
  const own = passwd.filter(([, , uid]) => Number(uid) === user).map(([name]) => name);
  const known = group.filter(([, , id]) => Number(id) === gid);
  const primary = passwd.filter(([, , , id]) => Number(id) === gid).map(([name]) => name);
  if (own.length + known.length + primary.length === 0) return gid === user;
  const listed = known.flatMap(([, , , names = '']) => names.split(',').filter((name) => name !== ''));
  const members = [...primary, ...listed];
  return members.length > 0 && members.every((name) => name === 'root' || own.includes(name));
}

/** The name of a user; undefined if the machine's own list has none (a directory service may). */
export function* userName(user: number): Inquiry<string | undefined> {
  const rows = rowsOf(yield* answerTo(fileAt('/etc/passwd')));
  return rows.find(([, , uid]) => Number(uid) === user)?.[0];
}

/** The text of a file that may not be there. */
const fileAt = (path: string) => ({
  later: () => readFile(path, 'utf8').catch(() => ''),
  now: () => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  },
});

const rowsOf = (text: string): string[][] => text.split('\n').map((line) => line.split(':'));
