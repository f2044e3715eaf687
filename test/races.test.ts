import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Cluster, newCluster } from './cluster.ts';
import { ADDRESS, AT_ONCE, activateBoth, BOTH, hasAll, lastSeen, mix, NAME, rounds, stopLosers, sum } from './race.ts';

it('gives the address to one of two nodes that activate at once: the holder exits 0, whose last look shows that it lost exits 21', async () => {
  const played = await rounds([1, 2, 3, 4, 5, 6], (seed) => activateBoth(ADDRESS, seed));
  expect(sum(played)).toBeGreaterThan(0);
  for (const { race, results, holder } of played) {
    expect(results.find(({ node }) => node.name === holder())).toMatchObject({ code: 0 });
    for (const { node, code, had, lastLine } of results) {
      expect(code, lastLine).toBe(lastSeen(race, node) === node.name ? 0 : 21);
      expect(had || code === 21).toBe(true);
    }
  }
  await Promise.all(played.map(stopLosers));
});

it('gives the record to one of two nodes that activate at once, and only that one exits 0', async () => {
  const played = await rounds([11, 12, 13, 14, 15, 16], (seed) => activateBoth(NAME, seed));
  const accepted = ({ writes }: Cluster) => writes().filter(({ status }) => status === 200);
  expect(played.filter((one) => one.met() === 2).length).toBeGreaterThan(0);
  for (const one of played) {
    expect(one.held()).toEqual({ www: accepted(one).at(-1)?.caller });
    for (const { node, code, lastLine } of one.results)
      expect(code, lastLine).toBe(accepted(one).some(({ caller }) => caller === node.name) ? 0 : 21);
    if (one.met() === 2) expect(one.results.map(({ code }) => code).sort()).toEqual([0, 21]);
  }
  await Promise.all(played.map(stopLosers));
});

it.each([
  ['in turn', BOTH],
  ['at once', AT_ONCE],
])('lets a node exit 0 only if it had address and record together after its last write: %s', async (_, content) => {
  const played = await rounds([21, 22, 23, 24, 25], (seed) => activateBoth(content, seed));
  expect(sum(played)).toBeGreaterThan(0);
  for (const { results } of played)
    for (const { code, had, lastLine } of results) {
      expect([0, 21], lastLine).toContain(code);
      if (code === 0) expect(had).toBe(true);
    }
  await Promise.all(played.map(stopLosers));
});

it('ends in 21 if the address was lost while the record was moved, though each write was answered', async () => {
  const { a, b, simulator, holder, record, folder } = await newCluster(BOTH);
  const other = join(folder, 'address-alone.yaml');
  await writeFile(other, ADDRESS, { mode: 0o600 });
  const stop = simulator.onCall(async ({ caller, action }) => {
    if (caller !== 'web-1' || action !== 'ChangeResourceRecordSets') return;
    stop();
    await b.run('activate', 'web', '--config', other);
  });
  const ended = await a.run('activate', 'web');
  expect(ended).toMatchObject({
    code: 21,
    lastLine: expect.stringMatching(/^kirikae: RACE_LOST web\/public-address: .*i-0123456789abcdefb holds it now/),
  });
  expect([holder(), record('www.example.com')]).toEqual(['web-2', ['10.0.1.10']]);
});

it.each([
  ['the address', ADDRESS],
  ['the record', NAME],
  ['both', BOTH],
])('leaves %s with B that activates while A deactivates, whatever comes first', async (_, content) => {
  const played = await rounds([31, 32, 33, 34], async (seed) => {
    const cluster = await newCluster(content);
    expect(await cluster.a.run('activate', 'web')).toMatchObject({ code: 0 });
    const race = mix(cluster, content, seed);
    const ended = await Promise.all([race.a.run('deactivate', 'web'), race.b.run('activate', 'web')]);
    return { ...race, ended };
  });
  expect(sum(played)).toBeGreaterThan(0);
  for (const { ended, held, b } of played) {
    expect(ended.map(({ code, lastLine }) => [code, lastLine])).toEqual([
      [0, expect.any(String)],
      [0, expect.any(String)],
    ]);
    expect(hasAll(held(), b)).toBe(true);
  }
});
