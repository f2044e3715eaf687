import { describe, expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';
import { carrying, eachItsOwn, seen, standby } from './weighted-sets.ts';

async function weighted(present = [standby('a'), standby('b')]) {
  const world = await twoNodes({ records: [eachItsOwn], present });
  return { ...world, ...seen(world) };
}

describe('of two nodes that take the weight at once', () => {
  test.each([
    ['nobody has it', [standby('a'), standby('b')]],
    ['the other sets are a third node’s', [standby('a'), standby('b'), carrying('c')]],
    ['one of the two sets does not exist', [standby('a')]],
  ])('exactly one ends in 0, when %s', async (_, present) => {
    const { a, b, beforeBatchOfA, weights } = await weighted(present);
    let other = -1;
    beforeBatchOfA(async () => {
      other = (await b.activate()).exitCode;
    });
    const { exitCode, error } = await a.activate();
    expect([exitCode, other]).toEqual([21, 0]);
    expect(error?.message).toContain('10.0.2.10');
    expect(weights()).toMatchObject({ 'web-b': 100 });
  });

  test('A is refused by the batch itself, and sends no second one', async () => {
    const { a, b, beforeBatchOfA, batchesOf, weights } = await weighted();
    beforeBatchOfA(() => b.activate());
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'ROUTE53_RACE_LOST' } });
    expect(batchesOf('a')).toHaveLength(1);
    expect(weights()).toEqual({ 'web-a': 0, 'web-b': 100 });
  });

  test('only one succeeds when both batches are on their way at the same moment', async () => {
    const { a, b, simulator, weights } = await weighted();
    const senders = new Set<string | null>();
    let release = (): void => {};
    const both = new Promise<void>((resolve) => {
      release = resolve;
    });
    simulator.onCall(({ caller, write }) => {
      if (!write) return;
      if (senders.add(caller).size === 2) release();
      return both;
    });
    const codes = (await Promise.all([a.activate(), b.activate()])).map(({ exitCode }) => exitCode);
    expect(codes.sort()).toEqual([0, 21]);
    expect(Object.values(weights()).sort()).toEqual([0, 100]);
  });
});

describe('a batch of weights', () => {
  test('of a dead node that arrives after B took over changes nothing', async () => {
    const { a, b, simulator, weights } = await weighted();
    simulator.faults.add({ kind: 'late', ms: 1_500, action: 'ChangeResourceRecordSets', caller: 'a', times: 1 });
    const stop = new AbortController();
    const late = a.activate({ signal: stop.signal });
    while (!simulator.calls.some(({ caller, write }) => caller === 'a' && write))
      await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    await late;
    expect(await b.activate()).toMatchObject({ exitCode: 0 });
    await simulator.idle();
    expect(weights()).toEqual({ 'web-a': 0, 'web-b': 100 });
  });

  test('without an answer is found out by looking when it took effect', async () => {
    const { a, simulator, batchesOf, weights } = await weighted([standby('a'), carrying('b')]);
    simulator.faults.add({ kind: 'lostResponse', action: 'ChangeResourceRecordSets', times: 1 });
    expect(await a.activate()).toMatchObject({
      exitCode: 0,
      resources: [{ outcome: 'done', writes: [{ outcome: 'unknown' }] }],
    });
    expect(batchesOf('a')).toHaveLength(1);
    expect(weights()).toEqual({ 'web-a': 100, 'web-b': 0 });
  });

  test('that is refused since another field changed is built anew, once, and carries it over', async () => {
    const { a, beforeBatchOfA, batchesOf, zone } = await weighted([standby('a'), carrying('b')]);
    const other = zone.recordSets.find(({ setIdentifier }) => setIdentifier === 'web-b');
    beforeBatchOfA(() => Object.assign(other ?? {}, { healthCheckId: 'hc-1' }));
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(batchesOf('a')).toHaveLength(2);
    expect(zone.recordSets).toContainEqual({ ...standby('b'), healthCheckId: 'hc-1' });
  });

  test('that is refused although the zone is as it was read is sent as one UPSERT of both, and read back', async () => {
    const { a, simulator, batch } = await weighted([standby('a'), carrying('b')]);
    const refusal = { status: 400, code: 'InvalidInput', message: 'The set does not match' };
    simulator.faults.add({ kind: 'error', ...refusal, action: 'ChangeResourceRecordSets', times: 1 });
    expect(await a.activate()).toMatchObject({
      exitCode: 0,
      resources: [{ after: { detail: expect.stringContaining('(by UPSERT)') } }],
    });
    expect(batch()).toEqual(['UPSERT web-a 100', 'UPSERT web-b 0']);
  });
});
