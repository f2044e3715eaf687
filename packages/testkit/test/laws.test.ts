import { describe, expect, test } from 'vitest';
import {
  checkLaw,
  createMemory,
  describeResource,
  type Harness,
  laws,
  memoryHarness,
  memorySlot,
  type Subject,
  type Trouble,
} from '../src/index.ts';
import { versionless, wrongs } from './wrong-slots.ts';

/** The first law that a resource type breaks, as the kit says it. */
async function broken(make: (memory: ReturnType<typeof createMemory>) => Subject['type']): Promise<string> {
  for (const law of laws) {
    const memory = createMemory();
    const found = await checkLaw(law, { type: make(memory), harness: () => memoryHarness(memory) }).then(
      () => '',
      (error: Error) => error.message,
    );
    if (found !== '') return found;
  }
  return '';
}

describe.concurrent('the kit names the law that a wrong resource type breaks', () => {
  test.each(wrongs)(
    '$mistake: law $law',
    async ({ law, before = law, make }) => {
      expect(await broken(make)).toMatch(new RegExp(`^law (${law}|${before}) \\(.+\\) is broken: .+`));
    },
    60_000,
  );

  test('and none of the right one', async () => {
    expect(await broken(memorySlot)).toBe('');
  }, 60_000);

  test.each([
    [false, false],
    [true, false],
    [false, true],
  ])(
    'nor of one without versions (looks have one: %s, writes: %s)',
    async (looks, writes) => {
      expect(await broken(versionless(looks, writes))).toBe('');
    },
    60_000,
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
    const [always] = wrongs;
    expect(always && (await broken(always.make))).toContain('before anything was written, a says active');
  });

  test('numbers its laws from 1 to 12, each with a sentence', () => {
    expect(laws.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
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
