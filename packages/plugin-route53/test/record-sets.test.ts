import { describe, expect, test } from 'vitest';
import { twoNodes, www } from './two-nodes.ts';

const held = { name: 'www.example.com', type: 'A', ttl: 30, values: ['10.0.2.10'] };

describe('activate', () => {
  test('creates a set that is not there', async () => {
    const { a, lastBatch, find } = await twoNodes();
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(lastBatch()).toEqual(['CREATE A 10.0.1.10']);
    expect(find('www.example.com.')).toMatchObject({ ttl: 30, values: ['10.0.1.10'] });
  });

  test('takes over by deleting the set as it was read and creating the new one, in one batch', async () => {
    const { a, batchesOf, lastBatch } = await twoNodes({ present: [held] });
    await a.activate();
    expect(batchesOf('a')).toHaveLength(1);
    expect(lastBatch()).toEqual(['DELETE A 10.0.2.10', 'CREATE A 10.0.1.10']);
  });

  test('reads nothing back: the success of the batch is the proof', async () => {
    const { a, asked } = await twoNodes({ present: [held] });
    await a.activate();
    expect(asked('a').map(({ action }) => action)).toEqual(['ListResourceRecordSets', 'ChangeResourceRecordSets']);
  });

  test('changes 50 names with one batch, and looks at them with one call', async () => {
    const records = Array.from({ length: 50 }, (_, n) => ({ ...www, name: `n${n}.example.com` }));
    const { a, b, batchesOf, asked, lastBatch } = await twoNodes({ records });
    await a.activate();
    await b.activate();
    expect(batchesOf('b')).toHaveLength(1);
    expect(lastBatch()).toHaveLength(100);
    expect(asked('b').map(({ action }) => action)).toEqual(['ListResourceRecordSets', 'ChangeResourceRecordSets']);
  });

  test('writes nothing when it is active', async () => {
    const { a, asked } = await twoNodes({ present: [{ ...held, values: ['10.0.1.10'] }] });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'unchanged', writes: [] }] });
    expect(asked('a').map(({ action }) => action)).toEqual(['ListResourceRecordSets']);
  });

  test('carries over what the file does not describe', async () => {
    const { a, find } = await twoNodes({ present: [{ ...held, healthCheckId: 'hc-1' }] });
    await a.activate();
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.1.10'], healthCheckId: 'hc-1' });
  });

  test('leaves the other sets of the zone alone', async () => {
    const other = { name: 'other.example.com', type: 'A', ttl: 60, values: ['192.0.2.1'] };
    const { a, find } = await twoNodes({ present: [held, other, { ...other, name: 'www.example.com', type: 'CAA' }] });
    await a.activate();
    expect(find('other.example.com.')).toMatchObject({ values: ['192.0.2.1'] });
    expect(find('www.example.com.', 'CAA')).toMatchObject({ ttl: 60 });
  });

  test('names the zone when it is not found', async () => {
    const { a, simulator, zone } = await twoNodes();
    simulator.world.zones = [];
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toMatch(new RegExp(`NoSuchHostedZone.*${zone.id}`));
  });

  test('comes again when another change of the zone is still being processed', async () => {
    const { a, simulator, batchesOf } = await twoNodes();
    simulator.faults.add({ kind: 'priorRequest', times: 2 });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(batchesOf('a')).toHaveLength(3);
  });
});

describe('a TTL that differs', () => {
  const drifted = { present: [{ ...held, values: ['10.0.1.10'], ttl: 300 }] };

  test('alone is active, with a detail', async () => {
    const { a } = await twoNodes(drifted);
    const detail = 'www.example.com A has TTL 300, wanted 30';
    expect(await a.status()).toMatchObject({ resources: [{ state: 'active', detail }] });
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
  });

  test('is mended by activate', async () => {
    const { a, find } = await twoNodes(drifted);
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(find('www.example.com.')).toMatchObject({ ttl: 30, values: ['10.0.1.10'] });
  });
});

describe('what the file does not describe is never replaced', () => {
  const alias = { hostedZoneId: 'Z2FDTNDATAQYW2', dnsName: 'd1.cloudfront.net.', evaluateTargetHealth: false };
  const name = 'www.example.com';

  test.each([
    ['an alias', { name, type: 'A', values: [], aliasTarget: alias }],
    ['a set with the identifier blue (weighted)', { ...held, setIdentifier: 'blue', weight: 1 }],
    ['a CNAME', { name, type: 'CNAME', ttl: 30, values: ['elsewhere.example.org.'] }],
  ])('%s is exit 1, and stays', async (what, present) => {
    const { a, zone, batchesOf } = await twoNodes({ present: [present] });
    const before = structuredClone(zone.recordSets);
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error).toMatchObject({ code: 'ROUTE53_FOREIGN' });
    expect(error?.message).toContain(`there is ${what} that the file does not describe`);
    expect(batchesOf('a')).toEqual([]);
    expect(zone.recordSets).toEqual(before);
  });

  test('a CNAME that Route 53 lists before the wanted type stays too', async () => {
    const { a, find } = await twoNodes({
      records: [{ name, type: 'TXT', value: 'private-ipv4' }],
      present: [{ name, type: 'CNAME', ttl: 30, values: ['elsewhere.example.org.'] }],
    });
    expect(await a.activate()).toMatchObject({ exitCode: 1 });
    expect(find('www.example.com.', 'CNAME')).toBeDefined();
    expect(find('www.example.com.', 'TXT')).toBeUndefined();
  });
});

describe('several records', () => {
  test('that are not all here are not active, and the detail says how many', async () => {
    const { a } = await twoNodes({
      records: [www, { ...www, name: 'api.example.com' }],
      present: [{ ...held, values: ['10.0.1.10'] }],
    });
    expect(await a.status()).toMatchObject({
      resources: [{ state: 'inactive', detail: '1 of 2; api.example.com A does not exist' }],
    });
  });

  test('of which another node has one are elsewhere, with its value', async () => {
    const { a } = await twoNodes({ records: [www, { ...www, name: 'api.example.com' }], present: [held] });
    expect(await a.status()).toMatchObject({
      resources: [
        { state: 'elsewhere', holder: { id: '10.0.2.10' }, detail: '0 of 2; www.example.com A is 10.0.2.10' },
      ],
    });
  });
});
