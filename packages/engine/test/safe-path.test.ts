import { chmod, chown, lchown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findWeakness, weaknessOf } from '../src/machine/safe-path.ts';
import { newFolder } from './bench.ts';

const me = process.geteuid?.() ?? 0;
const ME = { uid: me, gid: process.getegid?.() ?? 0 };
const STRANGER = 64_321;
/** The owner that is shown for all who have no id in a user namespace. */
const UNTOLD = 65_534;
/** Asks as another user than the one to whom the files of the test belong; `/` and `/tmp` are root's for both. */
const asStranger = (path: string) => findWeakness(path, STRANGER);

async function newPath() {
  const root = await newFolder();
  const folder = join(root, 'a', 'b');
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const file = join(folder, 'file');
  await writeFile(file, '', { mode: 0o600 });
  return { root, folder, file };
}

describe('rights', () => {
  const rights = (mode: number, uid = 0, gid = 0) => ({ mode, uid, gid });
  test.each([
    ['root’s own', rights(0o755), 0, undefined],
    ['this user’s own', rights(0o755, 1_000, 1_000), 1_000, undefined],
    ['root’s, for another user', rights(0o755), 1_000, undefined],
    ['another user’s', rights(0o700, 1_001), 1_000, { who: 'user 1001', mend: 'chown root /x' }],
    ['another user’s, for root', rights(0o700, 1_001), 0, { who: 'user 1001', mend: 'chown root /x' }],
    ['everybody’s to write', rights(0o757), 0, { who: 'anybody', mend: 'chmod o-w /x' }],
    ['everybody’s to write, for its user', rights(0o757, 1_000), 1_000, { who: 'anybody', mend: 'chmod o-w /x' }],
    ['a group’s to write, for root', rights(0o775, 0, 50), 0, { who: 'group 50', mend: 'chmod g-w /x' }],
    ['root’s group’s to write', rights(0o775), 0, undefined],
    ['a group’s to write, for a user', rights(0o775, 1_000, 50), 1_000, undefined],
  ] as const)('%s', (_, found, user, weakness) => {
    if (weakness) expect(weaknessOf('/x', found, user)).toEqual({ part: '/x', ...weakness });
    else expect(weaknessOf('/x', found, user)).toBeUndefined();
  });

  test.each([
    ['this user’s own', rights(0o755, 1_000, 1_000), 1_000, undefined],
    ['root’s own', rights(0o755), 1_000, undefined],
    ['a stranger’s', rights(0o755, 1_001), 1_000, { who: 'user 1001', mend: 'chown root /x' }],
    ['of that owner', rights(0o755, UNTOLD, UNTOLD), 1_000, undefined],
    ['of that owner, for root', rights(0o700, UNTOLD, UNTOLD), 0, undefined],
    ['of that owner, everybody’s to write', rights(0o757, UNTOLD), 0, { who: 'anybody', mend: 'chmod o-w /x' }],
    ['of that owner, a group’s to write', rights(0o775, UNTOLD, 50), 1_000, { who: 'group 50', mend: 'chmod g-w /x' }],
    ['of that owner, group 0’s to write', rights(0o775, UNTOLD, 0), 0, { who: 'group 0', mend: 'chmod g-w /x' }],
    ['a group’s to write that is not told', rights(0o775, 0, UNTOLD), 0, { who: `group ${UNTOLD}` }],
  ] as const)('where an owner cannot be told from the system: %s', (_, found, user, weakness) => {
    const known = weaknessOf('/x', found, user, UNTOLD);
    if (weakness) expect(known).toMatchObject({ part: '/x', ...weakness });
    else expect(known).toBeUndefined();
  });
});

describe('a path', () => {
  test('is safe in a sticky folder such as the one for temporary files, also where it ends early', async () => {
    const { folder, file } = await newPath();
    expect(await findWeakness(file)).toBeUndefined();
    expect(await findWeakness(join(folder, 'none', 'at all'))).toBeUndefined();
    expect(await findWeakness('/')).toBeUndefined();
  });

  test('is unsafe for a user to whom the entry of that folder does not belong', async () => {
    const { root, file } = await newPath();
    await chmod(root, 0o700);
    if (me === 0) await chown(root, STRANGER + 1, STRANGER + 1);
    expect(await asStranger(file)).toMatchObject({ part: root, mend: `chown root ${root}` });
    if (me === 0) expect(await findWeakness(file)).toMatchObject({ part: root, who: `user ${STRANGER + 1}` });
  });

  test.each([
    ['anybody', 0o757, 'chmod o-w'],
    ['anybody', 0o777, 'chmod o-w'],
  ])('is unsafe where %s may write to a folder on the way (%o)', async (who, mode, mend) => {
    const { root, file } = await newPath();
    const part = join(root, 'a');
    await chmod(part, mode);
    expect(await findWeakness(file)).toEqual({ part, who, mend: `${mend} ${part}` });
    await chmod(part, 0o1777);
    expect(await findWeakness(file)).toBeUndefined();
    expect(await findWeakness(part)).toEqual({ part, who, mend: `${mend} ${part}` });
  });

  test('is followed through links, and the way to their targets is looked at', async () => {
    const { root, file } = await newPath();
    const other = await newPath();
    await symlink(join(other.root, 'a'), join(root, 'absolute'));
    await symlink('a/../a/b/./file', join(root, 'relative'));
    await symlink(join(root, 'round'), join(root, 'round'));
    expect(await findWeakness(join(root, 'absolute', 'b', 'file'))).toBeUndefined();
    await chmod(other.folder, 0o707);
    expect(await findWeakness(join(root, 'absolute', 'b', 'file'))).toMatchObject({ part: other.folder });
    expect(await findWeakness(join(root, 'relative'))).toBeUndefined();
    await chmod(file, 0o606);
    expect(await findWeakness(join(root, 'relative'))).toMatchObject({ part: file });
    await expect(findWeakness(join(root, 'round'))).rejects.toMatchObject({ code: 'ELOOP' });
  });

  test('is looked at before ".." leaves a folder, as the kernel goes', async () => {
    const { root, file } = await newPath();
    await symlink(join(root, 'a', 'b'), join(root, 'link'));
    await chmod(file, 0o606);
    expect(await findWeakness(`${root}/link/../b/file`)).toMatchObject({ part: file });
  });

  test('is unsafe if another user’s link stands in a sticky folder', async () => {
    const { root, folder } = await newPath();
    const link = join(root, 'a', 'link');
    await symlink(folder, link);
    await chmod(join(root, 'a'), 0o1777);
    if (me === 0) await lchown(link, STRANGER, STRANGER);
    const found = me === 0 ? await findWeakness(link) : await asStranger(link);
    expect(found).toMatchObject(me === 0 ? { part: link, mend: `chown -h root ${link}` } : { part: root });
  });

  test('of a group is root’s alone to refuse', async () => {
    const { folder, file } = await newPath();
    await chmod(folder, 0o775);
    if (me === 0) await chown(folder, ME.uid, 50);
    const found = await findWeakness(file);
    if (me === 0) expect(found).toEqual({ part: folder, who: 'group 50', mend: `chmod g-w ${folder}` });
    else expect(found).toBeUndefined();
  });
});
