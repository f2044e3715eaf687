import { chmod, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newCluster } from './cluster.ts';

it('acts on no file that anybody may write to, and says how to mend it', async () => {
  const { a, file, calls } = await newCluster();
  await chmod(file, 0o666);
  for (const command of ['activate', 'monitor', 'status']) {
    const ended = await a.run(command, 'web');
    expect([command, ended.code]).toEqual([command, 2]);
    expect(ended.lastLine).toContain(file);
    expect(ended.lastLine).toMatch(/^kirikae: CONFIG_UNSAFE web: .*; .*chmod o-w .* \[exit 2, run \w+\]$/);
  }
  expect(calls()).toHaveLength(0);
});

it('counts such a file as broken on deactivation, and works from the state record', async () => {
  const { a, b, file, holder } = await newCluster();
  await a.run('activate', 'web');
  await chmod(file, 0o666);
  expect(await b.run('deactivate', 'web')).toMatchObject({ code: 2 });
  const ended = await a.run('deactivate', 'web');
  expect(ended).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^kirikae: warning: CONFIG_UNSAFE .*state record/),
  });
  expect(holder()).toBeNull();
});

it('activates with no state directory that anybody may write to, and counts it as none on deactivation', async () => {
  const { a, holder, writes, rewrite } = await newCluster();
  await mkdir(a.state, { recursive: true });
  await chmod(a.state, 0o777);
  const refused = await a.run('activate', 'web');
  expect(refused.code).toBe(2);
  expect(refused.lastLine).toMatch(/^kirikae: STATE_UNSAFE web: .*\/state.* \[exit 2, run \w+\]$/);
  expect(writes()).toHaveLength(0);

  await chmod(a.state, 0o700);
  await a.run('activate', 'web');
  await chmod(a.state, 0o777);
  const ended = await a.run('deactivate', 'web');
  expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^kirikae: warning: .*STATE_UNSAFE/) });
  expect(holder()).toBeNull();
  await rewrite('version: 1\n');
  expect(await a.run('deactivate', 'web')).toMatchObject({ code: 2 });
});

describe('a folder on the way', () => {
  it('to the file that anybody may write to makes it unsafe; a sticky one does not', async () => {
    const { a, folder, writes } = await newCluster();
    const part = join(folder, 'etc');
    await mkdir(part);
    await rename(join(folder, 'kirikae.yaml'), join(part, 'kirikae.yaml'));
    await chmod(part, 0o777);
    const env = { KIRIKAE_CONFIG: join(part, 'kirikae.yaml') };
    const ended = await a.runIn({ env }, 'activate', 'web');
    expect(ended.lastLine).toContain(
      `CONFIG_UNSAFE web: cannot read the configuration, anybody may write to ${part}, on the way to ${env.KIRIKAE_CONFIG}; take that right away: chmod o-w ${part} [exit 2`,
    );
    expect(writes()).toHaveLength(0);
    await chmod(part, 0o1777);
    expect(await a.runIn({ env }, 'activate', 'web')).toMatchObject({ code: 0 });
  });

  it('to the state directory that anybody may write to makes it unsafe before anything is made there', async () => {
    const { a, folder } = await newCluster();
    const part = join(folder, 'var');
    await mkdir(part);
    await chmod(part, 0o777);
    const env = { KIRIKAE_STATE_DIR: join(part, 'lib', 'kirikae') };
    for (const command of ['activate', 'monitor']) {
      const ended = await a.runIn({ env }, command, 'web');
      expect(ended.lastLine).toMatch(
        new RegExp(`^kirikae: STATE_UNSAFE web: .* ${part}, on the way to .*; .*chmod o-w ${part} \\[exit 2`),
      );
    }
    expect(await readdir(part)).toEqual([]);
    expect(await a.runIn({ env }, 'deactivate', 'web')).toMatchObject({ code: 0 });
  });
});
