import { describe, expect, test } from 'vitest';
import { twoNodes, www } from './two-nodes.ts';

const held = { name: 'www.example.com', type: 'A', ttl: 30, values: ['192.0.2.1'] };

test('a batch that changes some of the records proves nothing of the others: they are read back', async () => {
  const records = [www, { ...www, name: 'db.example.com' }];
  const present = [held, { ...held, name: 'db.example.com', values: ['10.0.1.10'] }];
  const { a, beforeBatchOfA, batchesOf, find } = await twoNodes({ records, present });
  beforeBatchOfA(() => Object.assign(find('db.example.com.') ?? {}, { values: ['10.0.2.10'] }));
  expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
  expect(batchesOf('a')).toHaveLength(1);
  expect(find('db.example.com.')).toMatchObject({ values: ['10.0.2.10'] });
});

describe('a batch that Route 53 refuses', () => {
  test('since B took the record first is a lost race (21), with one write and no second', async () => {
    const { a, b, batchesOf, beforeBatchOfA, find } = await twoNodes({ present: [held] });
    beforeBatchOfA(() => b.activate());
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(21);
    expect(error).toMatchObject({ code: 'ROUTE53_RACE_LOST' });
    expect(error?.message).toContain('10.0.2.10');
    expect(batchesOf('a')).toHaveLength(1);
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.2.10'] });
  });

  test('since B created the record first is a lost race too', async () => {
    const { a, b, beforeBatchOfA, find } = await twoNodes();
    beforeBatchOfA(() => b.activate());
    expect(await a.activate()).toMatchObject({ exitCode: 21 });
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.2.10'] });
  });

  test('since our own earlier one took effect is no failure', async () => {
    const { a, batchesOf, beforeBatchOfA, find } = await twoNodes({ present: [held] });
    beforeBatchOfA(() => Object.assign(find('www.example.com.') ?? {}, { values: ['10.0.1.10'] }));
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ after: { state: 'active' } }] });
    expect(batchesOf('a')).toHaveLength(1);
  });

  test('since another field changed is built anew, once, and carries that field over', async () => {
    const { a, batchesOf, beforeBatchOfA, find } = await twoNodes({ present: [held] });
    beforeBatchOfA(() => Object.assign(find('www.example.com.') ?? {}, { healthCheckId: 'hc-1' }));
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(batchesOf('a')).toHaveLength(2);
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.1.10'], healthCheckId: 'hc-1' });
  });

  test('since an alias took its place is exit 1, and the alias stays', async () => {
    const { a, beforeBatchOfA, zone, find } = await twoNodes({ present: [held] });
    const aliasTarget = { hostedZoneId: 'Z2FDTNDATAQYW2', dnsName: 'd1.cloudfront.net.', evaluateTargetHealth: false };
    beforeBatchOfA(() => {
      zone.recordSets = zone.recordSets.filter(({ type }) => type !== 'A');
      zone.recordSets.push({ name: 'www.example.com.', type: 'A', values: [], aliasTarget });
    });
    expect(await a.activate()).toMatchObject({ exitCode: 1, error: { code: 'ROUTE53_FOREIGN' } });
    expect(find('www.example.com.')).toMatchObject({ aliasTarget });
  });

  test('although the zone is as it was read is sent as one UPSERT, read back, and told', async () => {
    const { a, simulator, asked, lastBatch } = await twoNodes({ present: [held] });
    const refusal = { status: 400, code: 'InvalidInput', message: 'The set does not match' };
    simulator.faults.add({ kind: 'error', ...refusal, action: 'ChangeResourceRecordSets', times: 1 });
    const report = await a.activate();
    expect(report).toMatchObject({
      exitCode: 0,
      resources: [{ after: { state: 'active', detail: expect.stringContaining('(by UPSERT)') } }],
    });
    expect(JSON.stringify(report.resources)).toContain('whatever is there');
    expect(lastBatch()).toEqual(['UPSERT A 10.0.1.10']);
    expect(asked('a').map(({ action }) => action.replace('ResourceRecordSets', ''))).toEqual([
      'List',
      'Change',
      'List',
      'Change',
      'List',
    ]);
  });

  test('and whose UPSERT is refused as well ends in 1, in the words of AWS', async () => {
    const { a, simulator, batchesOf } = await twoNodes({ present: [held] });
    const refusal = { status: 400, code: 'InvalidChangeBatch', message: 'No such thing here' };
    simulator.faults.add({ kind: 'error', ...refusal, action: 'ChangeResourceRecordSets' });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toContain('InvalidChangeBatch');
    expect(batchesOf('a')).toHaveLength(2);
  });
});

describe('a batch without an answer', () => {
  test('is found out by looking when it took effect', async () => {
    const { a, simulator, batchesOf } = await twoNodes({ present: [held] });
    simulator.faults.add({ kind: 'lostResponse', action: 'ChangeResourceRecordSets', times: 1 });
    expect(await a.activate()).toMatchObject({
      exitCode: 0,
      resources: [{ outcome: 'done', writes: [{ outcome: 'unknown' }] }],
    });
    expect(batchesOf('a')).toHaveLength(1);
  });

  test('of a release is found out by looking too', async () => {
    const { a, simulator, batchesOf, find } = await twoNodes();
    await a.activate();
    simulator.faults.add({ kind: 'lostResponse', action: 'ChangeResourceRecordSets', times: 1 });
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(batchesOf('a')).toHaveLength(2);
    expect(find('www.example.com.')).toBeUndefined();
  });

  test('that arrives after B took over changes nothing', async () => {
    const { a, b, simulator, find } = await twoNodes({ present: [held] });
    const [sent, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const stop = simulator.onCall(async ({ caller, write }) => {
      if (caller !== 'a' || !write) return;
      stop();
      sent.resolve();
      await gate.promise;
    });
    const late = a.activate();
    await sent.promise;
    await b.activate();
    gate.resolve();
    expect(await late).toMatchObject({ exitCode: 21 });
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.2.10'] });
  });
});

describe('a release', () => {
  test('deletes what is ours and leaves what B took meanwhile', async () => {
    const { a, b, beforeBatchOfA, find } = await twoNodes({ records: [www] });
    await a.activate();
    beforeBatchOfA(() => b.activate());
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 });
    expect(find('www.example.com.')).toMatchObject({ values: ['10.0.2.10'] });
  });
});
