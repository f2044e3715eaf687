import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { answerTo, type Inquiry } from './question.ts';

/*
 * Node.js cannot read an access control list, so a program is asked: `ls` of GNU, which every usual Linux has, tells by a sign behind
 * the mode. Nobody has to be asked where the bits of the group lack the right to write: they are the list's mask.
 */

const LS = '/bin/ls';
/** An option of GNU alone: another `ls` has no such sign, and fails by this. */
const OPTIONS = ['-ld', '--time-style=+', '--'];
const WITH = { env: { LC_ALL: 'C' }, encoding: 'utf8' } as const;
const later = promisify(execFile);

/** True if a file or folder has an access control list; undefined where that cannot be told. */
export function* hasAccessList(path: string): Inquiry<boolean | undefined> {
  const args = [...OPTIONS, path];
  const line = yield* answerTo({
    later: () =>
      later(LS, args, WITH).then(
        ({ stdout }) => stdout,
        () => '',
      ),
    now: () => spawnSync(LS, args, WITH).stdout ?? '',
  });
  return SIGNS[/^[-a-z][-rwxsStT]{9}([+. ])/.exec(line)?.[1] ?? ''];
}

/** A dot is a label of SELinux, and no list. */
const SIGNS: Readonly<Record<string, boolean>> = { '+': true, '.': false, ' ': false };
