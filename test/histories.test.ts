import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { KIND_NAMES } from './histories/kinds.ts';
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

test('200 histories of two and three nodes under faults break no law', async () => {
  const { code, text } = await soak('--histories', '200', '--seed', seed, '--workers', '2');
  console.log(text.trim());
  expect(code, text).toBe(0);
  expect(text).toMatch(/^200 histories, \d+ commands /m);
  expect(text).toMatch(/^0 violations, seed 13/m);
  for (const kind of KIND_NAMES) expect(text).toMatch(new RegExp(`[ ,]${kind} [1-9]`));
}, 900_000);

test('a history is played again by its seed and path', async () => {
  const mutant = ['--mutant', 'journal after the write instead of before', '--seed', '5'];
  const first = await soak(...mutant);
  const [, path = ''] = / --path (\S+)/.exec(first.text) ?? [];
  const again = await soak(...mutant, '--path', path);
  expect(again.code).toBe(1);
  expect(again.text).toMatch(/^everyWriteIsJournalled: /m);
  expect(again.text).toMatch(/^1 histories, /m);
}, 300_000);

test('a soak that is stopped tells what it has come to so far', async () => {
  const child = spawn(process.execPath, [
    SOAK,
    '--histories',
    '100000',
    '--seed',
    seed,
    '--workers',
    '1',
    '--every',
    '1',
  ]);
  let text = '';
  const isUnderWay = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (/^so far: [1-9]\d* histories/m.test(text)) resolve();
    });
  });
  const ended = once(child, 'close');
  await Promise.race([isUnderWay, ended]);
  child.kill('SIGTERM');
  expect(await ended).toEqual([130, null]);
  expect(text).toMatch(/^stopped by SIGTERM: [1-9]\d* histories, \d+ commands /m);
  expect(text).toMatch(/^histories with .*suspended process \d+/m);
  expect(text).toMatch(/^0 violations, seed 13, /m);
}, 300_000);

describe('the histories find a deliberate defect', () => {
  let found = '';
  beforeAll(async () => {
    found = (await soak('--mutants', '--seed', '5')).text;
  }, 900_000);

  test.each(Object.entries(MUTANTS))('%s', (name, { law }) => {
    const line = found.split('\n').find((each) => each.startsWith(`${name}: `));
    expect(line ?? found).toMatch(new RegExp(`: found by .*\\b(?:${law})\\b`));
  });

  test('which must be there: one whose place is gone is an error, not passed over', async () => {
    const { code, text } = await soak('--replace', 'what stands in no module', '--by', '');
    expect(code).toBe(1);
    expect(text).toContain('replaces "what stands in no module", which is in no module');
  }, 120_000);
});
