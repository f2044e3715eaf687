import { describe, expect, test } from 'vitest';
import { makeFolder, runOne } from './programs.ts';
import { twoNodes } from './two-nodes.ts';

const MEGABYTE = 1_000_000;

describe('what a program writes', () => {
  test('is logged line by line, with its name and the stream', async () => {
    const { log } = await runOne(['sh', '-c', 'echo one; echo two >&2; printf three; exit 5'], makeFolder());
    expect(log).toEqual(
      expect.arrayContaining(['sh stdout: one', 'sh stderr: two', 'sh stdout: three', 'sh ended with exit code 5']),
    );
    expect(log).toHaveLength(4);
  });

  test('holds up nothing, however much it is, and is kept in bounds', async () => {
    const script = `
      for (let n = 0; n < 200_000; n++) console.log('line ' + n);
      process.stdout.write('x'.repeat(${20 * MEGABYTE}));
      console.error('y'.repeat(${MEGABYTE}));`;
    const { ending, log } = await runOne([process.execPath, '-e', script], makeFolder());
    expect(ending).toMatchObject({
      how: 'exited',
      code: 0,
      stdout: ['line 0', 'line 1', 'line 2', 'line 3', 'line 4'],
    });
    expect(log.length).toBeLessThan(1_100);
    expect(log.join('')).toContain('more than 1000 lines');
    expect(Math.max(...log.map((line) => line.length))).toBeLessThan(2_100);
  });

  test('cannot write on the terminal what is not text, nor more lines than one into an error', async () => {
    const { a } = await twoNodes({ activate: ['sh', '-c', "printf '\\033[31mred\\007\\r\\nnext\\n' >&2; exit 1"] });
    const { error } = await a.activate();
    expect(error?.message).toMatch(/ended with exit code 1: \[31mred \/ next$/);
  });

  test('is cut to its last lines in an error', async () => {
    const long = 'z'.repeat(5_000);
    const script = `for n in 1 2 3 4 5 6 7 8; do echo "line $n" >&2; done; echo ${long} >&2; exit 1`;
    const { a, put } = await twoNodes({ activate: ['sh', './long.sh'] });
    put('long.sh', script);
    const { error } = await a.activate();
    expect(error?.message).toMatch(/: line 7 \/ line 8 \/ z+...$/);
    expect(error?.message.length).toBeLessThan(400);
  });

  test('may be nothing', async () => {
    const { a } = await twoNodes({ activate: ['false'] });
    expect((await a.activate()).error?.message).toContain('false ended with exit code 1: it wrote nothing to stderr');
  });

  test('may begin with a byte order mark, as PowerShell writes it', async () => {
    const { a } = await twoNodes({ status: ['sh', '-c', "printf '\\357\\273\\277holder=b\\r\\n'; exit 7"] });
    expect((await a.status()).resources).toMatchObject([{ state: 'elsewhere', holder: { id: 'b' } }]);
  });
});
