import { chmod, chown, lchown, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isPrivate } from '../src/machine/private-group.ts';
import { atOnce, awaited } from '../src/machine/question.ts';
import { findWeakness } from '../src/machine/safe-path.ts';
import { newFolder } from './bench.ts';

const me = process.geteuid?.() ?? 0;
const ME = { uid: me, gid: process.getegid?.() ?? 0 };
const STRANGER = 64_321;
/** Asks as another user than the one to whom the files of the test belong; `/` and `/tmp` are root's for both. */
const asStranger = (path: string) => weaknessFor(path, STRANGER);

/** What is found, which must not depend on whether it can be waited for. */
async function weaknessFor(path: string, user?: number) {
  const found = await awaited(findWeakness(path, user));
  expect(atOnce(findWeakness(path, user))).toEqual(found);
  return found;
}

async function newPath() {
  const root = await newFolder();
  const folder = join(root, 'a', 'b');
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const file = join(folder, 'file');
  await writeFile(file, '', { mode: 0o600 });
  return { root, folder, file };
}

describe('a path', () => {
  test('is safe in a sticky folder such as the one for temporary files, also where it ends early', async () => {
    const { folder, file } = await newPath();
    expect(await weaknessFor(file)).toBeUndefined();
    expect(await weaknessFor(join(folder, 'none', 'at all'))).toBeUndefined();
    expect(await weaknessFor('/')).toBeUndefined();
  });

  test('is unsafe for a user to whom the entry of that folder does not belong', async () => {
    const { root, file } = await newPath();
    await chmod(root, 0o700);
    if (me === 0) await chown(root, STRANGER + 1, STRANGER + 1);
    expect(await asStranger(file)).toMatchObject({ part: root, mend: `chown root ${root}` });
    if (me === 0) expect(await weaknessFor(file)).toMatchObject({ part: root, who: `user ${STRANGER + 1}` });
  });

  test.each([
    ['anybody', 0o757, 'chmod o-w'],
    ['anybody', 0o777, 'chmod o-w'],
  ])('is unsafe where %s may write to a folder on the way (%o)', async (who, mode, mend) => {
    const { root, file } = await newPath();
    const part = join(root, 'a');
    await chmod(part, mode);
    expect(await weaknessFor(file)).toEqual({ part, who, mend: `${mend} ${part}` });
    await chmod(part, 0o1777);
    expect(await weaknessFor(file)).toBeUndefined();
    expect(await weaknessFor(part)).toEqual({ part, who, mend: `${mend} ${part}` });
  });

  test('is followed through links, and the way to their targets is looked at', async () => {
    const { root, file } = await newPath();
    const other = await newPath();
    await symlink(join(other.root, 'a'), join(root, 'absolute'));
    await symlink('a/../a/b/./file', join(root, 'relative'));
    await symlink(join(root, 'round'), join(root, 'round'));
    expect(await weaknessFor(join(root, 'absolute', 'b', 'file'))).toBeUndefined();
    await chmod(other.folder, 0o707);
    expect(await weaknessFor(join(root, 'absolute', 'b', 'file'))).toMatchObject({ part: other.folder });
    expect(await weaknessFor(join(root, 'relative'))).toBeUndefined();
    await chmod(file, 0o606);
    expect(await weaknessFor(join(root, 'relative'))).toMatchObject({ part: file });
    await expect(weaknessFor(join(root, 'round'))).rejects.toMatchObject({ code: 'ELOOP' });
    expect(() => atOnce(findWeakness(join(root, 'round')))).toThrow('too many symbolic links');
  });

  test('is looked at before ".." leaves a folder, as the kernel goes', async () => {
    const { root, file } = await newPath();
    await symlink(join(root, 'a', 'b'), join(root, 'link'));
    await chmod(file, 0o606);
    expect(await weaknessFor(`${root}/link/../b/file`)).toMatchObject({ part: file });
  });

  test('is unsafe if another user’s link stands in a sticky folder', async () => {
    const { root, folder } = await newPath();
    const link = join(root, 'a', 'link');
    await symlink(folder, link);
    await chmod(join(root, 'a'), 0o1777);
    if (me === 0) await lchown(link, STRANGER, STRANGER);
    const found = me === 0 ? await weaknessFor(link) : await asStranger(link);
    expect(found).toMatchObject(me === 0 ? { part: link, mend: `chown -h root ${link}` } : { part: root });
  });

  test('is unsafe where a group may write to it that is not this user’s own', async () => {
    const { folder, file } = await newPath();
    await chmod(folder, 0o775);
    if (me === 0) await chown(folder, ME.uid, 50);
    const { gid } = await stat(folder);
    const weakness = { part: folder, who: `group ${gid} (or whom an ACL names)`, mend: `chmod g-w ${folder}` };
    expect(await weaknessFor(file)).toEqual(atOnce(isPrivate(gid, me)) ? undefined : weakness);
  });
});
