import { chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newCluster } from '../cluster.ts';
import { run } from './lab/command.ts';

const uidOf = async (user: string): Promise<number> => Number((await run('id', ['-u', user])).text);

it.each([
  ['nobody', 'status', 'web'],
  ['nobody', 'status'],
  ['nobody', 'monitor', 'web'],
  ['nobody', 'activate', 'web'],
  ['64321', 'status', 'web'],
])('tells root whose the state directory is, and how to ask as %s: %s %s', async (user, ...args) => {
  const { a, calls } = await newCluster();
  const words = args.filter(Boolean);
  const uid = user === '64321' ? 64_321 : await uidOf(user);
  for (const path of ['x', 'x/state']) {
    await mkdir(join(a.state, '..', path), { mode: 0o700 });
    await chown(join(a.state, '..', path), uid, uid);
    const state = join(a.state, '..', path);
    const env = { KIRIKAE_STATE_DIR: state };
    const { code, lastLine } = await a.runIn({ env }, ...words);
    expect(code).toBe(2);
    expect(lastLine).toContain(`the state directory ${state} is that of ${user === '64321' ? 'user 64321' : user}`);
    expect(lastLine).toContain(
      `; ask as that user: sudo -u ${user === '64321' ? "'#64321'" : user} kirikae ${words.join(' ')} [`,
    );
    expect(lastLine).not.toContain('chown');
  }
  expect(calls()).toEqual([]);
  expect(await readdir(join(a.state, '..', 'x/state'))).toEqual([]);
});
