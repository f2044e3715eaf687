import { describe, expect, test } from 'vitest';
import { releaseChanges } from '../src/difference.ts';
import { pairOf } from '../src/wanted.ts';
import { twoNodes, type WorldOptions } from './two-nodes.ts';
import { carrying, eachItsOwn, seen, standby } from './weighted-sets.ts';

/** A world in which each node has a weighted set. */
async function weighted(options: WorldOptions = {}) {
  const world = await twoNodes({ records: [eachItsOwn], present: [carrying('b'), standby('a')], ...options });
  return { ...world, ...seen(world) };
}

describe('activate, with a weighted set for each node', () => {
  test('changes both weights in one request of four changes, and reads nothing back', async () => {
    const { a, asked, batch, weights } = await weighted();
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(asked('a').map(({ action }) => action)).toEqual(['ListResourceRecordSets', 'ChangeResourceRecordSets']);
    expect(batch()).toEqual(['DELETE web-a 0', 'DELETE web-b 100', 'CREATE web-a 100', 'CREATE web-b 0']);
    expect(weights()).toEqual({ 'web-a': 100, 'web-b': 0 });
  });

  test('says what was, in the journal and the report', async () => {
    const { a } = await weighted();
    const [resource] = (await a.activate({ dryRun: true })).resources;
    expect(resource).toMatchObject({
      writes: [
        {
          summary: 'www.example.com A: web-a, weight 0 and web-b, weight 100 -> 10.0.1.10 (set web-a, weight 100)',
        },
      ],
    });
  });

  test('writes nothing when this node has the weight', async () => {
    const { a, batchesOf } = await weighted({ present: [carrying('a'), standby('b')] });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'unchanged' }] });
    expect(batchesOf('a')).toEqual([]);
  });

  test('repeats a set that needs no change, so that two nodes cannot both succeed', async () => {
    const { a, batch } = await weighted({ present: [standby('a'), standby('b')] });
    await a.activate();
    expect(batch()).toEqual(['DELETE web-a 0', 'DELETE web-b 0', 'CREATE web-a 100', 'CREATE web-b 0']);
  });

  test('keeps what the other set has beside its weight', async () => {
    const present = [standby('a'), { ...carrying('b'), values: ['10.0.2.99'], healthCheckId: 'hc-b' }];
    const { a, zone } = await weighted({ present });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    const other = zone.recordSets.find(({ setIdentifier }) => setIdentifier === 'web-b');
    expect(other).toEqual({ ...carrying('b', 0), values: ['10.0.2.99'], healthCheckId: 'hc-b' });
  });

  test('gives all sets the TTL of the file at once, since weighted sets have one', async () => {
    const present = [carrying('b'), standby('a')].map((set) => ({ ...set, ttl: 300 }));
    const { a, zone } = await weighted({ present });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(zone.recordSets.filter(({ weight }) => weight !== undefined).map(({ ttl }) => ttl)).toEqual([30, 30]);
  });

  test('creates its own set where it is missing, takes the weight from the other, and creates none for that', async () => {
    const { a, batch } = await weighted({ present: [carrying('b')] });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(batch()).toEqual(['DELETE web-b 100', 'CREATE web-a 100', 'CREATE web-b 0']);
    const alone = await weighted({ present: [] });
    expect(await alone.a.activate()).toMatchObject({ exitCode: 0 });
    expect(alone.weights()).toEqual({ 'web-a': 100 });
  });

  test('sends the health check of the file, each node its own', async () => {
    const healthCheckId = { perNode: { a: 'hc-a', b: 'hc-b' } };
    const { a, b, zone } = await weighted({ records: [{ ...eachItsOwn, healthCheckId }] });
    await a.activate();
    await b.activate();
    const checks = zone.recordSets.flatMap(({ setIdentifier: id, healthCheckId: check }) => (id ? [[id, check]] : []));
    expect(Object.fromEntries(checks)).toEqual({ 'web-a': 'hc-a', 'web-b': 'hc-b' });
  });
});

describe('who holds it', () => {
  const held = async (present: WorldOptions['present']) => {
    const { a } = await weighted({ ...(present && { present }) });
    return (await a.status()).resources[0];
  };

  test.each([
    ['this node', [carrying('a'), standby('b')], 'active', 'www.example.com A 10.0.1.10 (set web-a, weight 100)'],
    ['the other', [standby('a'), carrying('b')], 'elsewhere', 'www.example.com A is 10.0.2.10 (set web-b, weight 100)'],
    ['both', [carrying('a', 50), carrying('b', 50)], 'elsewhere', 'is 10.0.2.10 (set web-b, weight 50)'],
    ['nobody: weight 0', [standby('a'), standby('b')], 'inactive', 'weight 0 (set web-a), as all its sets have'],
    ['nobody: no set', [standby('b')], 'inactive', 'www.example.com A has no set web-a'],
    ['another address', [{ ...carrying('a'), values: ['10.0.9.9'] }, standby('b')], 'elsewhere', 'A is 10.0.9.9'],
    ['this node, other weight', [carrying('a', 7), standby('b')], 'active', 'A has weight 7, wanted 100'],
  ])('%s', async (_, present, state, detail) => {
    expect(await held(present)).toMatchObject({ state, detail: expect.stringContaining(detail) });
  });

  test('is told by the value of the set that has the weight', async () => {
    expect(await held([standby('a'), carrying('b')])).toMatchObject({ holder: { id: '10.0.2.10' } });
  });

  test('is told by the set alone where the value is the same on every node', async () => {
    const { a, b } = await weighted({ records: [{ ...eachItsOwn, value: '192.0.2.7' }], present: [] });
    await a.activate();
    expect(await b.status()).toMatchObject({ resources: [{ state: 'elsewhere', holder: { id: '192.0.2.7' } }] });
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
    expect(await b.monitor()).toMatchObject({ exitCode: 7 });
    const { resources } = await a.status();
    expect(resources).toMatchObject([{ state: 'active', holder: { id: expect.stringMatching(/^i-/) } }]);
  });

  test('with another weight alone is mended', async () => {
    const { a, weights } = await weighted({ present: [carrying('a', 7), standby('b')] });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(weights()).toEqual({ 'web-a': 100, 'web-b': 0 });
  });
});

describe('a set whose identifier the file does not name', () => {
  const stranger = { ...carrying('c', 10), ttl: 60 };
  const shared = [carrying('b'), standby('a')].map((set) => ({ ...set, ttl: 60 }));

  test('is told and never touched, and its TTL is kept to', async () => {
    const { a, batch, zone } = await weighted({ present: [...shared, stranger] });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(batch()?.filter((change) => change.includes('web-c'))).toEqual([]);
    expect(zone.recordSets).toContainEqual(stranger);
    const detail = expect.stringContaining('(set web-a, weight 100); beside it, not in the file: web-c, weight 10');
    expect(await a.status()).toMatchObject({ resources: [{ state: 'active', detail }] });
    expect(await a.activate()).toMatchObject({ resources: [{ outcome: 'unchanged' }] });
  });

  test('is found among many', async () => {
    const many = Array.from({ length: 30 }, (_, n) => ({ ...stranger, setIdentifier: `many-${n}` }));
    const { a, weights, asked } = await weighted({ present: [...shared, ...many] });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(asked('a').filter(({ write }) => !write)).toHaveLength(4);
    expect(weights()).toMatchObject({ 'web-a': 100, 'web-b': 0, 'many-29': 10 });
  });

  test.each([
    ['a simple set', { ...carrying('c'), setIdentifier: undefined, weight: undefined }],
    [
      'a PRIMARY set with the identifier x',
      { ...carrying('c'), setIdentifier: 'x', weight: undefined, failover: 'PRIMARY' },
    ],
    [
      'a latency set with the identifier x',
      { ...carrying('c'), setIdentifier: 'x', weight: undefined, region: 'us-east-1' },
    ],
    ['a CNAME', { name: 'www.example.com', type: 'CNAME', ttl: 30, values: ['elsewhere.example.org.'] }],
  ])('and stands in the way (%s) is exit 1, and stays', async (what, set) => {
    const present = JSON.parse(JSON.stringify([set]));
    const { a, zone, batchesOf } = await weighted({ present });
    const before = structuredClone(zone.recordSets);
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toContain(`there is ${what} that the file does not describe`);
    expect(batchesOf('a')).toEqual([]);
    expect(zone.recordSets).toEqual(before);
  });
});

describe('a weight', () => {
  test.each(['release', 'keep-when-moving'])('is never released: onDeactivate: %s is exit 2', async (onDeactivate) => {
    const { a, asked } = await weighted({ config: { onDeactivate } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(error?.message).toContain('without this weight Route 53 answers with the other sets');
    expect(asked('a')).toEqual([]);
  });

  test('is in no batch that releases, whatever the file says: the other sets would answer', () => {
    const set = { Name: 'www.example.com.', Type: 'A', TTL: 30, ResourceRecords: [{ Value: '10.0.1.10' }] } as const;
    const simple = { name: set.Name, type: set.Type, ttl: 30, values: ['10.0.1.10'], tells: true };
    const policy = { setIdentifier: 'web-a', weight: 100 };
    const found = { ...set, ResourceRecords: [...set.ResourceRecords], SetIdentifier: 'web-a', Weight: 100 };
    expect(releaseChanges([pairOf({ ...simple, ...policy }, [found])])).toEqual([]);
    const plain = { ...set, ResourceRecords: [...set.ResourceRecords] };
    expect(releaseChanges([pairOf(simple, [plain])])).toEqual([{ Action: 'DELETE', ResourceRecordSet: plain }]);
  });

  test('stays with the node that is deactivated, and monitor says 7', async () => {
    const { a, weights } = await weighted();
    await a.activate();
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0, resources: [{ outcome: 'kept' }] });
    expect(weights()).toEqual({ 'web-a': 100, 'web-b': 0 });
    expect(await a.monitor()).toMatchObject({ exitCode: 7 });
  });

  test('of one set that all nodes share moves with its value, and leaves the others as they are', async () => {
    const shared = { ...eachItsOwn, setIdentifier: 'tokyo', weight: 60 };
    const osaka = { ...carrying('c', 40), setIdentifier: 'osaka' };
    const { a, b, weights, zone } = await weighted({ records: [shared], present: [osaka] });
    await a.activate();
    expect(await b.activate()).toMatchObject({ exitCode: 0 });
    expect(weights()).toEqual({ tokyo: 60, osaka: 40 });
    expect(zone.recordSets.find(({ setIdentifier }) => setIdentifier === 'tokyo')?.values).toEqual(['10.0.2.10']);
    expect(await a.status()).toMatchObject({ resources: [{ state: 'elsewhere', holder: { id: '10.0.2.10' } }] });
  });
});
