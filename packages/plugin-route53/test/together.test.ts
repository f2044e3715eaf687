import type { RecordSet } from '@kirikae/simulator';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';

/*
 * Records that are looked for together: whatever else the zone has, what is found is what there is, by no more requests than there are names.
 */

const OWN = '10.0.1.10';
const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9_-]{0,6}[a-z0-9])?$/);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')) },
  { weight: 1, arbitrary: label.map((one) => `*.${one}`) },
  { weight: 2, arbitrary: fc.constantFrom('a', 'a.b', 'a-b', 'ab', 'b.a', 'a_b', 'a.b.c') },
);
const state = fc.constantFrom('ours', 'another', 'missing', 'only TXT');
/** What is looked for, by name, and how many sets others have around it. */
const zone = fc.record({
  wanted: fc.uniqueArray(fc.tuple(name, fc.constantFrom('A', 'AAAA', 'TXT'), state), {
    minLength: 1,
    maxLength: 6,
    selector: ([each]) => each,
  }),
  crowd: fc.array(name, { maxLength: 400, size: 'max' }),
});

const VALUES: Readonly<Record<string, string>> = { A: OWN, AAAA: '2001:db8::a', TXT: '"here"' };
const ANOTHER: Readonly<Record<string, string>> = { A: '192.0.2.1', AAAA: '2001:db8::99', TXT: '"there"' };

const setOf = (each: string, type: string, value = ''): RecordSet => ({
  name: `${each}.example.com.`.replace('*', '\\052'),
  type,
  ttl: 30,
  values: [value],
});

function setsOf([each, type, how]: readonly [string, string, string]): RecordSet[] {
  if (how === 'ours') return [setOf(each, type, VALUES[type])];
  if (how === 'another') return [setOf(each, type, ANOTHER[type])];
  return how === 'missing' ? [] : [setOf(each, type === 'TXT' ? 'A' : 'TXT', type === 'TXT' ? '192.0.2.2' : '"x"')];
}

const CASES = 150;

test(`are found as they are (${CASES} zones)`, async () => {
  const property = fc.asyncProperty(zone, async ({ wanted, crowd }) => {
    const names = new Set(wanted.map(([each]) => each));
    const present = [
      ...wanted.flatMap(setsOf),
      ...[...new Set(crowd)].filter((each) => !names.has(each)).map((each) => setOf(each, 'A', '192.0.2.9')),
    ];
    const records = wanted.map(([each, type]) => ({
      name: `${each}.example.com`,
      type,
      ttl: 30,
      value: type === 'A' ? 'private-ipv4' : (VALUES[type] ?? '').replaceAll('"', ''),
    }));
    const { a, asked } = await twoNodes({ records, present });
    const [found] = (await a.status()).resources as { state: string | null; detail: string | null }[];
    const here = wanted.filter(([, , how]) => how === 'ours').length;
    if (here < wanted.length && wanted.length > 1) expect(found?.detail).toContain(`${here} of ${wanted.length}; `);
    expect(found?.state === 'active').toBe(here === wanted.length);
    expect(asked('a').length).toBeLessThanOrEqual(2 * wanted.length);
  });
  await fc.assert(property, { numRuns: CASES, seed: Number(process.env['KIRIKAE_TEST_SEED'] ?? 5) });
}, 300_000);
