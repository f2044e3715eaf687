import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLine, settled } from './line.ts';

describe('between processes', () => {
  const worker = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'lock-worker.ts'), ...args]);
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  test('a run that was killed has the lock no longer, also while nobody has asked what became of it', async () => {
    const { root, take } = await openLine();
    const script = join(import.meta.dirname, 'lock-worker.ts');
    const neglect = [
      '-c',
      '"$0" "$@" & exec sleep 60',
      process.execPath,
      script,
      root,
      join(root, 'marks'),
      '1',
      'hold',
    ];
    const parent = spawn('sh', neglect);
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [pid] = await once(parent.stdout, 'data');
    const next = take('2', 'activate');
    expect(await settled(next)).toBe(false);
    process.kill(Number(pid), 'SIGKILL');
    await (await next)();
  }, 20_000);

  test.each([
    ['', []],
    [', where there is no /proc', ['listen']],
  ])(
    'no two runs ever have it at the same time%s',
    async (_, how) => {
      const { root, line } = await openLine();
      const marks = join(root, 'marks');
      const children = Array.from({ length: 8 }, () => worker(root, marks, '12', ...how));
      const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
      expect(codes).toEqual(children.map(() => 0));
      const lines = (await readFile(marks, 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(8 * 12 * 2);
      const overlaps = lines.filter(
        (text, index) => index % 2 === 1 && text !== lines[index - 1]?.replace('enter', 'leave'),
      );
      expect(overlaps).toEqual([]);
      expect(await readdir(line)).toEqual([]);
      expect(await readdir(root)).toEqual(['marks', 'web.lock']);
    },
    60_000,
  );

  test('where there is no /proc, a run is alive while it listens, and dead although its number is used again', async () => {
    const { root, line, take } = await openLine();
    const child = worker(root, join(root, 'marks'), '1', 'hold', 'listen');
    await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
    const next = take('~', 'activate');
    expect(await settled(next)).toBe(false);
    const [file = ''] = (await readdir(line)).filter((name) => name.includes('.listens.'));
    expect(file).not.toBe('');
    child.kill('SIGKILL');
    // from here on its ticket has the number of a process that is alive: this one
    await rename(join(line, file), join(line, file.replace(`.${child.pid}.`, `.${process.pid}.`)));
    await (await next)();
    expect(await readdir(line)).toEqual([]);
    expect((await readdir(root)).filter((name) => name.endsWith('.sock'))).toEqual([]);
  }, 20_000);
});
