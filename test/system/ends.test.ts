import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../binary.ts';
import { type Fate, outletsFor } from '../ends/fates.ts';
import { allowed, FACTORS } from '../ends/matrix.ts';
import { allPairs } from '../ends/pairs.ts';
import { playAll } from '../ends/play.ts';
import { ROOTED } from '../ends/surroundings.ts';

const NODE = process.execPath;
const PROGRAM = join(ROOT, 'apps/cli/bin/kirikae.js');

it('ends in the true code, in time, also in surroundings that root alone can make', { timeout: 900_000 }, async () => {
  const rows = allPairs({ ...FACTORS, around: ROOTED }, allowed);
  expect(await playAll(rows, 6)).toEqual([]);
});

/** Lists the types in a mount namespace of its own. */
async function typesIn(script: string, fate: Fate): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'kirikae-ends-'));
  const outlets = await outletsFor(fate, 'stdout', folder);
  const perl = ['perl', '-e', `${script}; exec @ARGV`, NODE, PROGRAM, 'types'];
  const child = spawn('unshare', ['-m', ...perl], { stdio: outlets.stdio, cwd: '/' });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    outlets.close();
    await rm(folder, { recursive: true, force: true });
  });
  return (await once(child, 'exit'))[0];
}

it.each([
  ['no /proc', 'system("umount", "-l", "/proc")', 'full pipe'],
  ['no /bin/sh', 'system("mount", "--bind", "/dev/null", "/bin/sh")', 'full socket'],
  ["another user's pipe", '$> = $< = 54321', 'full pipe'],
] as const)('ends in the true code with words that a thread is stuck with: %s', async (_, script, fate) => {
  expect(await typesIn(script, fate)).toBe(0);
});

it('ends killed rather than never where nothing is left that could end it with a code', async () => {
  const script = 'system("mount --bind /dev/null /bin/sh"); system("umount", "-l", "/proc")';
  expect(await typesIn(script, 'full socket')).toBe(null);
});
