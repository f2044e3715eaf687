import { describe, expect, test } from 'vitest';
import { twoNodes, www } from './two-nodes.ts';

const same = { name: 'www.example.com', type: 'A', value: '192.0.2.1' };
const there = { name: 'www.example.com', type: 'A', ttl: 30, values: ['192.0.2.1'] };

describe('deactivate', () => {
  test('keeps the records when nothing is said, since a name that answers wrongly is better than none', async () => {
    const { a, find } = await twoNodes({ config: { onDeactivate: undefined } });
    await a.activate();
    expect(await a.deactivate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'kept' }] });
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.1.10'] });
  });

  test('makes monitor say 7, also for what was kept', async () => {
    const { a } = await twoNodes({ config: { onDeactivate: undefined } });
    await a.activate();
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
    await a.deactivate();
    expect(await a.monitor()).toMatchObject({ exitCode: 7 });
  });

  test('with release deletes the set as it was read', async () => {
    const { a, lastBatch, find } = await twoNodes();
    await a.activate();
    await a.deactivate();
    expect(lastBatch()).toEqual(['DELETE A 10.0.1.10']);
    expect(find('www.example.com.')).toBeUndefined();
  });

  test('leaves the record with B when A, back from the dead, deactivates', async () => {
    const { a, b, batchesOf, find } = await twoNodes();
    await a.activate();
    await b.activate();
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(batchesOf('a')).toHaveLength(1);
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.2.10'] });
  });

  test('deletes a set whose TTL somebody changed, as it was read', async () => {
    const { a, find } = await twoNodes();
    await a.activate();
    Object.assign(find('www.example.com.') ?? {}, { ttl: 300 });
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(find('www.example.com.')).toBeUndefined();
  });
});

describe('records whose value is the same on every node', () => {
  const config = { onDeactivate: undefined };

  test.each(['release', 'keep-when-moving'])('make onDeactivate: %s exit 2', async (onDeactivate) => {
    const { a, asked } = await twoNodes({ records: [same], config: { onDeactivate } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(error?.message).toContain('a value that is the same on every node says nothing about who holds it');
    expect(asked('a')).toEqual([]);
  });

  test('are written, are active wherever they match, and are never released', async () => {
    const { a, b, find } = await twoNodes({ records: [same], config });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(await b.status()).toMatchObject({ resources: [{ state: 'active' }] });
    expect(await a.deactivate()).toMatchObject({ exitCode: 0 });
    expect(find('www.example.com.')).toMatchObject({ values: ['192.0.2.1'] });
  });

  test('alone make monitor answer from the state record', async () => {
    const { a, b, asked } = await twoNodes({ records: [same], config, present: [there] });
    expect(await b.monitor()).toMatchObject({ exitCode: 7 });
    await a.activate();
    const from = asked('a').length;
    expect(await a.monitor()).toMatchObject({ exitCode: 0 });
    expect(asked('a')).toHaveLength(from);
  });

  test('beside one that tells stay when that one is released', async () => {
    const { a, find } = await twoNodes({ records: [www, { ...same, name: 'fixed.example.com' }] });
    await a.activate();
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(find('www.example.com.')).toBeUndefined();
    expect(find('fixed.example.com.')).toBeDefined();
  });

  test('are not those that name the same word for every node: each has an address of its own', async () => {
    const value = { perNode: { a: 'private-ipv4', b: 'private-ipv4' } };
    const { a, find } = await twoNodes({ records: [{ ...www, value }] });
    await a.activate();
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(find('www.example.com.')).toBeUndefined();
  });
});
