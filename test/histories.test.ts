import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MUTANTS } from './histories/mutants.ts';

const SOAK = fileURLToPath(new URL('histories/soak.ts', import.meta.url));

interface Ended {
  readonly code: number;
  readonly text: string;
}

/** Runs a campaign as `npm run test:soak` does. */
const soak = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [SOAK, ...args], { maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve({ code: error ? 1 : 0, text: `${out}${err}` }),
    );
  });

/** The same for everybody, so that what breaks here is the change's; `npm run test:soak` draws a new one each time. */
const seed = '13';

test('2,000 histories of two and three nodes under faults break no law', async () => {
  const { code, text } = await soak('--histories', '2000', '--seed', seed);
  console.log(text.trim().split('\n').at(-1));
  expect(code, text).toBe(0);
  expect(text).toMatch(/^2000 histories, \d+ commands .* 0 violations, seed \d+/m);
}, 900_000);

test('a history is played again by its seed and path', async () => {
  const first = await soak('--mutant', 'journal after the write instead of before', '--seed', '5', '--workers', '1');
  const [, path = ''] = / --path (\S+)/.exec(first.text) ?? [];
  const again = await soak('--mutant', 'journal after the write instead of before', '--seed', '5', '--path', path);
  expect(again.code).toBe(1);
  expect(again.text).toMatch(/^everyWriteIsJournalled: /m);
}, 120_000);

describe('the histories find a deliberate defect', () => {
  test.each(Object.entries(MUTANTS))(
    '%s',
    async (name, { law }) => {
      const { code, text } = await soak('--mutant', name, '--seed', '5', '--histories', '3000');
      expect(code, text).toBe(1);
      expect(text).toMatch(new RegExp(`^${law}: `, 'm'));
    },
    300_000,
  );
});
