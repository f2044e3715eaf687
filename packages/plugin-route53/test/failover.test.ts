import type { RecordSet } from '@kirikae/simulator';
import { describe, expect, test } from 'vitest';
import { twoNodes, www } from './two-nodes.ts';

const record = { ...www, setIdentifier: 'main', failover: 'PRIMARY', healthCheckId: 'hc-1' };
const there: RecordSet = {
  name: 'www.example.com.',
  type: 'A',
  ttl: 30,
  values: ['10.0.2.10'],
  setIdentifier: 'main',
  failover: 'PRIMARY',
  healthCheckId: 'hc-1',
};
const spare: RecordSet = {
  ...there,
  values: ['192.0.2.9'],
  setIdentifier: 'spare',
  failover: 'SECONDARY',
  healthCheckId: 'hc-9',
};
const { healthCheckId: _, ...withoutCheck } = record;

describe('a failover set', () => {
  test('is created as the file describes it', async () => {
    const { a, zone, lastBatch } = await twoNodes({ records: [record] });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(lastBatch()).toEqual(['CREATE A 10.0.1.10']);
    expect(zone.recordSets).toContainEqual({ ...there, values: ['10.0.1.10'] });
  });

  test('moves by its value, compared and set, and the secondary stays', async () => {
    const { a, b, lastBatch, zone } = await twoNodes({ records: [record], present: [there, spare] });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(lastBatch()).toEqual(['DELETE A 10.0.2.10', 'CREATE A 10.0.1.10']);
    expect(zone.recordSets).toContainEqual(spare);
    expect(await a.status()).toMatchObject({
      resources: [
        {
          state: 'active',
          detail: 'www.example.com A 10.0.1.10 (set main, PRIMARY); beside it, not in the file: spare, SECONDARY',
        },
      ],
    });
    expect(await b.status()).toMatchObject({ resources: [{ state: 'elsewhere', holder: { id: '10.0.1.10' } }] });
  });

  test('that another node took first is a lost race', async () => {
    const { a, b, beforeBatchOfA, batchesOf, find } = await twoNodes({
      records: [record],
      present: [{ ...there, values: ['192.0.2.1'] }],
    });
    beforeBatchOfA(() => b.activate());
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'ROUTE53_RACE_LOST' } });
    expect(batchesOf('a')).toHaveLength(1);
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.2.10'] });
  });

  test('whose answer was lost is found out by looking', async () => {
    const { a, simulator, batchesOf } = await twoNodes({ records: [record], present: [there] });
    simulator.faults.add({ kind: 'lostResponse', action: 'ChangeResourceRecordSets', times: 1 });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(batchesOf('a')).toHaveLength(1);
  });

  test('and its secondary may both be described, and change together', async () => {
    const second = { ...www, value: '192.0.2.9', setIdentifier: 'spare', failover: 'SECONDARY' };
    const { a, zone, batchesOf } = await twoNodes({ records: [record, second] });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(batchesOf('a')).toHaveLength(1);
    expect(zone.recordSets.flatMap(({ failover }) => failover ?? [])).toEqual(['PRIMARY', 'SECONDARY']);
  });

  test('is released as it was read, and the secondary answers', async () => {
    const { a, zone } = await twoNodes({ records: [record], present: [spare] });
    await a.activate();
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(zone.recordSets.filter(({ failover }) => failover)).toEqual([spare]);
  });

  test('that says another node is not released', async () => {
    const { a, b, batchesOf, find } = await twoNodes({ records: [record] });
    await a.activate();
    await b.activate();
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(batchesOf('a')).toHaveLength(1);
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.2.10'] });
  });

  test.each([
    ['a simple set', { name: there.name, type: 'A', ttl: 30, values: ['192.0.2.1'] }],
    ['a PRIMARY set with the identifier old', { ...there, setIdentifier: 'old' }],
    ['a SECONDARY set with the identifier main', { ...there, failover: 'SECONDARY' }],
  ])('does not replace %s: exit 1', async (what, present) => {
    const { a, zone, batchesOf } = await twoNodes({ records: [record], present: [present] });
    const before = structuredClone(zone.recordSets);
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toContain(`there is ${what} that the file does not describe`);
    expect(batchesOf('a')).toEqual([]);
    expect(zone.recordSets).toEqual(before);
  });
});

describe('a health check', () => {
  test('that differs is active with a detail, and mended', async () => {
    const present = [{ ...there, values: ['10.0.1.10'], healthCheckId: 'hc-2' }];
    const { a, find } = await twoNodes({ records: [record], present });
    const detail = 'www.example.com A has health check hc-2, wanted hc-1';
    expect(await a.status()).toMatchObject({ resources: [{ state: 'active', detail }] });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(find('www.example.com.')).toMatchObject({ healthCheckId: 'hc-1' });
  });

  test('that the file does not name is carried over', async () => {
    const { a, find } = await twoNodes({ records: [withoutCheck], present: [there] });
    await a.activate();
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.1.10'], healthCheckId: 'hc-1' });
    expect(await a.status()).toMatchObject({ resources: [{ state: 'active' }] });
  });
});
