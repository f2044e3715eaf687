import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newCluster } from '../cluster.ts';
import { printed } from '../manager-script.ts';

/** Runs a program to its end, with both of its outputs as one text. */
const run = (program: string, args: string[], env: Record<string, string>): Promise<{ code: unknown; text: string }> =>
  new Promise((resolve) => {
    execFile(program, args, { env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, text: stdout + stderr }),
    );
  });

it('passes ocf-tester', async () => {
  const cluster = await newCluster();
  await chmod(cluster.folder, 0o755); // it asks for the meta-data as another user too
  const agent = join(cluster.folder, 'group');
  await writeFile(agent, await printed(cluster, 'pacemaker'), { mode: 0o755 });
  const env = { ...cluster.a.env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin', OCF_ROOT: '/usr/lib/ocf' };
  const { code, text } = await run('ocf-tester', ['-v', '-n', 'web', agent], env);
  expect(code, text).toBe(0);
  expect(text).toMatch(/passed all tests/);
});
