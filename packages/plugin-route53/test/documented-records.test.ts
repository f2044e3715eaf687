import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type DocumentedSet, refusedBy, refusedIn, stringsOf } from './documented/documented.ts';
import { drawnSet } from './documented/drawn.ts';
import { sentForm } from './documented/stored.ts';
import { openZone, PRESENT, statusIn } from './documented/world.ts';

/*
 * Record sets by the rules that Route 53 documents, of which documented/documented.ts is written. What they refuse, the check of the
 * file refuses, or, where only the zone shows it, the dry run, and the simulator in any case. What they allow passes, and reads back equal.
 */

const CASES = 10_000;

/** Of how many sets that are taken one is read over the wire as well. */
const WIRE = 25;

let zone: Awaited<ReturnType<typeof openZone>>;

beforeAll(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  zone = await openZone();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await zone.close();
});

const tally = { refused: 0, 'refused in the zone': 0, allowed: 0 };

/** What nobody may take. */
async function isRefused(set: DocumentedSet, why: string): Promise<void> {
  tally.refused++;
  expect(zone.check(set), `the check of a set with wrong ${why}`).toHaveProperty('refused');
  expect(await zone.put(sentForm(set)), `the simulator, of a set with wrong ${why}`).toMatch(
    /<Code>Invalid\w+<\/Code>/,
  );
  expect(zone.added()).toBeUndefined();
}

/** What this zone does not take. One label without a dot is no whole name: that the check tells as well. */
async function isRefusedHere(set: DocumentedSet, why: string): Promise<void> {
  tally['refused in the zone']++;
  expect(await zone.put(sentForm(set)), `the simulator, of a set ${why}`).toContain('<Code>InvalidChangeBatch</Code>');
  const checked = zone.check(set);
  if (!('config' in checked)) return expect(set.name).not.toContain('.');
  const plan = await zone.plan(await zone.resolve(checked.config));
  expect(plan, `the dry run, of a set ${why}`).toEqual({ writes: [], error: expect.stringMatching(/^ROUTE53_/) });
}

async function passes(set: DocumentedSet): Promise<void> {
  tally.allowed++;
  const checked = zone.check(set);
  if (!('config' in checked)) throw new Error(`the check refuses what is allowed: ${checked.refused}`);
  const resolved = await zone.resolve(checked.config);
  const [wanted] = resolved.records;
  if (!wanted) throw new Error('nothing is wanted');
  expect(await zone.put({ ...set, name: wanted.name, values: wanted.values }), 'the simulator').toBeUndefined();
  const added = zone.added();
  if (!added) throw new Error('nothing was added');
  const active = { state: 'active', drift: false };
  expect(statusIn(wanted, added), 'what is read back').toMatchObject(active);
  if (tally.allowed % WIRE === 0) expect(await zone.look(resolved), 'what is read').toMatchObject(active);
  if (set.type === 'TXT') expectText(set, added.values);
}

/** The octets that are stored are those that were meant. */
function expectText(set: DocumentedSet, values: readonly string[]): void {
  const stored = values.map(stringsOf);
  expect(stored).toEqual(sentForm(set).values.map(stringsOf));
  for (const [index, value] of set.values.entries())
    if (!value.startsWith('"')) expect(Buffer.from(stored[index]?.flat() ?? []).toString()).toBe(value);
}

it(`record sets are refused and taken as documented (${CASES} cases)`, async () => {
  const property = fc.asyncProperty(drawnSet, async (set) => {
    zone.reset();
    const why = refusedBy(sentForm(set));
    const here = why === undefined ? refusedIn('example.com', PRESENT, set) : undefined;
    if (why !== undefined) await isRefused(set, why);
    else if (here !== undefined) await isRefusedHere(set, here);
    else await passes(set);
  });
  const seed = Number(process.env['KIRIKAE_TEST_SEED'] ?? 20_261_127);
  console.log(`seed ${seed}`);
  await fc.assert(property, { numRuns: CASES, seed, includeErrorInReport: true });
  console.log(`${CASES} record sets: ${JSON.stringify(tally)}`);
}, 600_000);
