import { chmod, mkdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
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
