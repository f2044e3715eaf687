import type { RecordSet } from '@kirikae/simulator';
import { describe, expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';
import { eachItsOwn, seen } from './weighted-sets.ts';

const target = { hostedZoneId: 'Z2FDTNDATAQYW2', dnsName: 'lb.example.net' };
const eachOwn = { ...target, dnsName: { perNode: { a: 'a.lb.example.net', b: 'b.lb.example.net' } } };
const record = { name: 'www.example.com', type: 'A', alias: target };
const keep = { onDeactivate: undefined };

const there = (dnsName: string, more: Partial<RecordSet> = {}): RecordSet => {
  const aliasTarget = { hostedZoneId: target.hostedZoneId, dnsName, evaluateTargetHealth: false };
  return { name: 'www.example.com.', type: 'A', values: [], aliasTarget, ...more };
};

describe('an alias that the file describes', () => {
  test('is created without TTL and values', async () => {
    const { a, find } = await twoNodes({ records: [record], config: keep });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(find('www.example.com.')).toEqual(there('lb.example.net.'));
  });

  test('is the same with and without a dot, in upper and lower case', async () => {
    const { a, batchesOf } = await twoNodes({
      records: [{ ...record, alias: { ...target, dnsName: 'LB.example.net' } }],
      config: keep,
      present: [there('lb.example.net.')],
    });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'unchanged' }] });
    expect(batchesOf('a')).toEqual([]);
  });

  test('of each node its own moves, compared and set, and tells who holds it', async () => {
    const { a, b, find, batchesOf, asked } = await twoNodes({ records: [{ ...record, alias: eachOwn }] });
    await a.activate();
    expect(await b.activate()).toMatchObject({ exitCode: 0 });
    expect(batchesOf('b')).toHaveLength(1);
    expect(asked('b')).toHaveLength(2);
    expect(find('www.example.com.')).toEqual(there('b.lb.example.net.'));
    expect(await a.status()).toMatchObject({
      resources: [
        {
          state: 'elsewhere',
          holder: { id: 'b.lb.example.net.' },
          detail: 'www.example.com A is an alias of b.lb.example.net.',
        },
      ],
    });
  });

  test('of each node its own, changed by B in between, is a lost race', async () => {
    const present = [there('old.example.net.')];
    const { a, b, beforeBatchOfA, find } = await twoNodes({ records: [{ ...record, alias: eachOwn }], present });
    beforeBatchOfA(() => b.activate());
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'ROUTE53_RACE_LOST' } });
    expect(find('www.example.com.')).toEqual(there('b.lb.example.net.'));
  });

  test('of each node its own is released as it was read', async () => {
    const { a, find } = await twoNodes({ records: [{ ...record, alias: eachOwn }] });
    await a.activate();
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(find('www.example.com.')).toBeUndefined();
  });

  test('that is the same on every node is never released', async () => {
    const { a } = await twoNodes({ records: [record], config: { onDeactivate: 'release' } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(error?.message).toContain('the same on every node says nothing about who holds it');
  });

  test('with another evaluateTargetHealth is mended', async () => {
    const healthy = { ...record, alias: { ...target, evaluateTargetHealth: true } };
    const { a, find } = await twoNodes({ records: [healthy], config: keep, present: [there('lb.example.net.')] });
    const detail = 'www.example.com A has evaluateTargetHealth false, wanted true';
    expect(await a.status()).toMatchObject({ resources: [{ state: 'active', detail }] });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(find('www.example.com.')?.aliasTarget).toMatchObject({ evaluateTargetHealth: true });
  });

  test('may be weighted: both weights in one change', async () => {
    const { value: _, ...weights } = eachItsOwn;
    const present = [
      there('a.lb.example.net.', { setIdentifier: 'web-a', weight: 0 }),
      there('b.lb.example.net.', { setIdentifier: 'web-b', weight: 100 }),
    ];
    const world = await twoNodes({ records: [{ ...weights, alias: eachOwn }], present });
    expect(await world.a.activate()).toMatchObject({ exitCode: 0 });
    expect(world.batchesOf('a')).toHaveLength(1);
    expect(seen(world).weights()).toEqual({ 'web-a': 100, 'web-b': 0 });
  });

  test('does not replace a set of values: exit 1', async () => {
    const values = { name: 'www.example.com.', type: 'A', ttl: 30, values: ['192.0.2.1'] };
    const { a, find, batchesOf } = await twoNodes({ records: [record], config: keep, present: [values] });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toContain('there is a set of values that the file does not describe');
    expect(batchesOf('a')).toEqual([]);
    expect(find('www.example.com.')).toEqual(values);
  });

  test('is no license to replace an alias elsewhere: values do not replace one with their own identifier', async () => {
    const present = [there('lb.example.net.', { setIdentifier: 'web-a', weight: 0 })];
    const { a, zone, batchesOf } = await twoNodes({ records: [eachItsOwn], present });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toContain('there is an alias with the identifier web-a that the file does not describe');
    expect(batchesOf('a')).toEqual([]);
    expect(zone.recordSets).toContainEqual(present[0]);
  });
});
