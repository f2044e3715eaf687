import { execFileSync, spawnSync } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { untoldOwner } from '../src/machine/user-namespace.ts';
import { newFolder } from './bench.ts';

const OVERFLOW = 65_534;
const MACHINE = '         0          0 4294967295\n';
const WITHOUT_ROOT = '         0       1000          1\n';

describe('an owner', () => {
  test.each([
    ['outside of a namespace, where the same id is a user', MACHINE, 0, undefined],
    ['in one without root', WITHOUT_ROOT, OVERFLOW, OVERFLOW],
    ['in one of many users without root', `${WITHOUT_ROOT}         1     100000      65000\n`, OVERFLOW, OVERFLOW],
    ['in one in which nobody has an id yet', '', OVERFLOW, OVERFLOW],
    ['in one that knows root: whoever is not told is a stranger', '         0          0          1\n', 0, undefined],
    ['in one that knows root by another id', '         7          0          1\n', 7, undefined],
    ['in one with a user of that id', `${WITHOUT_ROOT}         1     100000      65536\n`, OVERFLOW, undefined],
    ['in one whose only user has that id', '     65534       1000          1\n', OVERFLOW, undefined],
  ])('is untold %s', (_, map, system, owner) => {
    expect(untoldOwner({ map, overflow: OVERFLOW, system })).toBe(owner);
  });

  test('has the id that the kernel is told to show', () => {
    expect(untoldOwner({ map: WITHOUT_ROOT, overflow: 99, system: 99 })).toBe(99);
  });
});

describe('a path, looked at from a user namespace', () => {
  const isOffered = process.platform === 'linux' && spawnSync('unshare', ['-U', 'true']).status === 0;
  const [SAFE_PATH, QUESTION] = ['safe-path', 'question'].map((name) =>
    JSON.stringify(new URL(`../src/machine/${name}.ts`, import.meta.url).href),
  );
  /** What stands in the way of trusting a path; null if nothing does. */
  const weakness = (namespace: '-U' | '-Ur', path: string, user?: number) => {
    const script = `Promise.all([import(${SAFE_PATH}), import(${QUESTION})]).then(([{ findWeakness }, { atOnce }]) =>
      console.log(JSON.stringify(atOnce(findWeakness(${JSON.stringify(path)}, ${user})) ?? null)))`;
    const args = [namespace, process.execPath, '--no-warnings', '-e', script];
    return JSON.parse(execFileSync('unshare', args, { encoding: 'utf8', cwd: '/' }));
  };

  test.runIf(isOffered)('is safe where only the system may write to it', () => {
    expect(weakness('-U', '/usr/bin/env', 1_000)).toBeNull();
    expect(weakness('-Ur', '/usr/bin/env')).toBeNull();
  });

  test.runIf(isOffered)(
    'is safe in a sticky folder if it is this user’s, and unsafe if it may be anybody’s',
    async () => {
      const folder = await newFolder();
      expect(weakness('-Ur', folder)).toBeNull();
      expect(weakness('-U', folder)).toEqual({
        part: folder,
        who: `user ${OVERFLOW} (whoever has no id in this user namespace)`,
        mend: `chown root ${folder}`,
      });
    },
  );

  test.runIf(isOffered)('is unsafe if it is a stranger’s and root is told, or if others may write to it', async () => {
    const part = join(await newFolder(), 'part');
    await mkdir(part, { mode: 0o755 });
    if (process.geteuid?.() === 0) {
      await chown(part, 64_321, 64_321);
      expect(weakness('-Ur', part)).toMatchObject({ part, who: `user ${OVERFLOW}` });
    } else expect(weakness('-Ur', '/dev/full')).toMatchObject({ part: '/dev/full', who: 'anybody' });
  });
});
