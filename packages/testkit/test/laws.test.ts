import { describe, expect, test } from 'vitest';
import {
  checkLaw,
  createMemory,
  describeResource,
  type Harness,
  type Law,
  laws,
  memoryHarness,
  memorySlot,
  type Trouble,
} from '../src/index.ts';
import { together } from './many-slots.ts';
import { behind, declared, versionless } from './right-slots.ts';
import type { Wrong } from './wrong.ts';
import { discreet } from './wrong-records.ts';
import { wrongs } from './wrong-slots.ts';

type Tried = Pick<Wrong, 'make' | 'harness'>;

/** What the kit says of a law; '' if it is kept. */
function verdict(law: Law, { make, harness = memoryHarness }: Tried): Promise<string> {
  const memory = createMemory();
  const subject = { type: make(memory), harness: () => harness(memory) };
  return checkLaw(law, subject).then(
    () => '',
    (error: Error) => error.message,
  );
}

/** The first law that a resource type breaks, as the kit says it. */
async function broken(tried: Tried): Promise<string> {
  for (const law of laws) {
    const found = await verdict(law, tried);
    if (found !== '') return found;
  }
  return '';
}

const LONG = 120_000;

describe.concurrent('the kit names the law that a wrong resource type breaks', () => {
  test.each(wrongs)(
    '$mistake: law $law',
    async ({ law: number, alone, ...tried }) => {
      const asked = laws.filter((law) => alone || law.number === number);
      const found = await Promise.all(asked.map((law) => verdict(law, tried)));
      const brokenOnes = asked.filter((_, index) => found[index] !== '').map((law) => law.number);
      expect(brokenOnes).toEqual([number]);
      expect(found.join('')).toMatch(new RegExp(`^law ${number} \\(.+\\) is broken: .+`));
    },
    LONG,
  );

  test.each(laws.map(({ number }) => number))('law %i has a mistake that it alone finds', (number) => {
    expect(wrongs.some(({ law, alone }) => law === number && alone)).toBe(true);
  });

  test.each([
    ['the smallest one', { make: memorySlot }],
    ['one whose looks may be old, which it says', { make: declared, harness: behind }],
    ['one of which many are looked at by one request', together],
    ['one that records where its secret is', discreet],
    ['one without versions', { make: versionless(false, false) }],
    ['one whose writes tell no version', { make: versionless(true, false) }],
    ['one whose looks tell no version', { make: versionless(false, true) }],
  ])(
    'and none of a right one: %s',
    async (_, tried) => {
      expect(await broken(tried)).toBe('');
    },
    LONG,
  );
});

describe('the kit', () => {
  test('counts a law as broken that needs trouble where the harness has none', async () => {
    const memory = createMemory();
    const { trouble, ...quiet } = memoryHarness(memory);
    const [law] = laws.filter(({ number }) => number === 6);
    const check = law && checkLaw(law, { type: memorySlot(memory), harness: () => quiet });
    await expect(check).rejects.toThrow('law 6');
    expect(trouble).toBeDefined();
  });

  test('counts law 16 as broken where a type looks at many at once and the harness has one', async () => {
    const memory = createMemory();
    const [law] = laws.filter(({ number }) => number === 16);
    const check = law && checkLaw(law, { type: together.make(memory), harness: () => memoryHarness(memory) });
    await expect(check).rejects.toThrow('give it `beside`');
  });

  test.each([
    [
      'that loses no answer',
      (harness: Harness) => ({ ...harness, trouble: { ...(harness.trouble as Trouble), lost: () => () => {} } }),
      'the harness lost no answer',
    ],
    [
      'whose calls name no node',
      (harness: Harness) => ({ ...harness, calls: () => harness.calls().map((call) => ({ ...call, node: '?' })) }),
      'does calls() name the node?',
    ],
  ] as const)('counts law 12 as broken before a harness %s', async (_, change, sentence) => {
    const memory = createMemory();
    const [law] = laws.filter(({ number }) => number === 12);
    const check = law && checkLaw(law, { type: memorySlot(memory), harness: () => change(memoryHarness(memory)) });
    await expect(check).rejects.toThrow(sentence);
  });

  test('says what a resource did instead', async () => {
    const always = wrongs.find(({ mistake }) => mistake === 'a node says active before anybody ever had it');
    expect(always && (await broken(always))).toContain('before anything was written, b says active');
  });

  test('numbers its laws from 1 to 16, each with a sentence', () => {
    expect(laws.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(laws.filter(({ sentence }) => sentence.length < 10)).toEqual([]);
  });
});

describe('a waived law', () => {
  const memory = createMemory();
  const waive = Object.fromEntries(laws.map(({ number }) => [number, `reason ${number}`]));
  describeResource({ name: 'memory/slot', type: memorySlot(memory), harness: () => memoryHarness(memory), waive });

  test('is not run, and the report prints its number, its sentence and the reason', ({ task }) => {
    const [described] = task.suite?.tasks ?? [];
    const titles = described?.type === 'suite' ? described.tasks.map(({ name }) => name) : [];
    const expected = laws.map(({ number, sentence }) => `law ${number}: ${sentence} (waived: reason ${number})`);
    expect(titles).toEqual([...expected, 'no other law is waived']);
    expect(memory.calls).toEqual([]);
  });
});
