import { execFileSync } from 'node:child_process';
import { chmod, chown } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { newCluster } from '../cluster.ts';

const setfacl = (...args: string[]) => execFileSync('setfacl', args);

/** The file of a node, and what a look at its group says against it: nothing if it is believed. */
async function ofNode() {
  const { a, file } = await newCluster();
  const said = async () => {
    const { code, stderr } = await a.run('status', 'web');
    return code === 0 ? '' : stderr.trim();
  };
  return { file, said };
}

it('sees whom an access control list lets write, as far as its mask does, and says how to mend it', async () => {
  const { file, said } = await ofNode();
  setfacl('-m', 'u:12345:rw', file);
  expect(await said()).toMatch(
    new RegExp(
      `CONFIG_UNSAFE web: .* whom its ACL names may write to ${file}; take that right away: chmod g-w ${file} `,
    ),
  );
  await chmod(file, 0o644);
  expect(await said()).toBe('');
  expect(execFileSync('getfacl', ['-p', file], { encoding: 'utf8' })).toMatch(/user:12345:rw-\s+#effective:r--/);
  setfacl('-m', 'm::rw', file);
  expect(await said()).toMatch(/CONFIG_UNSAFE/);
  setfacl('-b', file);
  await chmod(file, 0o664);
  expect(await said()).toBe('');
});

it('sees a group that may write', async () => {
  const { file, said } = await ofNode();
  await chmod(file, 0o664);
  await chown(file, 0, 12_345);
  expect(await said()).toMatch(
    new RegExp(
      `CONFIG_UNSAFE web: .* group 12345 \\(or whom an ACL names\\) may write to ${file}; .* chmod g-w ${file} `,
    ),
  );
});
