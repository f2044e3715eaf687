import { ListResourceRecordSetsCommand, type ListResourceRecordSetsCommandInput } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import type { RecordSet } from '../src/index.ts';
import { create, remove, upsert, zoneWith } from './record-changes.ts';
import { newSimulator, route53Of } from './simulation.ts';

const name = 'www.example.com.';
const set = (setIdentifier: string, more: Partial<RecordSet>): RecordSet => {
  return { name, type: 'A', ttl: 60, values: ['192.0.2.1'], setIdentifier, ...more };
};
const blue = { SetIdentifier: 'blue', Weight: 100 };
const green = { SetIdentifier: 'green', Weight: 0 };
const primary = { SetIdentifier: 'one', Failover: 'PRIMARY' } as const;

describe('weighted sets', () => {
  const two = [set('blue', { weight: 100 }), set('green', { weight: 0 })];
  const swap = [
    remove(['192.0.2.1'], blue),
    remove(['192.0.2.1'], green),
    create(['192.0.2.1'], { ...blue, Weight: 0 }),
    create(['192.0.2.1'], { ...green, Weight: 100 }),
  ];

  test('swap their weights in one batch, which the second of two such batches loses', async () => {
    const { change, named } = await zoneWith(...two);
    await change(...swap);
    expect(named(name)).toMatchObject([
      { setIdentifier: 'blue', weight: 0 },
      { setIdentifier: 'green', weight: 100 },
    ]);
    await expect(change(...swap)).rejects.toThrow('the values provided do not match the current values');
  });

  test('of which one has another weight than was read change neither', async () => {
    const { change, zone } = await zoneWith(set('blue', { weight: 100 }), set('green', { weight: 1 }));
    const before = structuredClone(zone.recordSets);
    await expect(change(...swap)).rejects.toThrow("set-identifier='green'] but the values provided do not match");
    expect(zone.recordSets).toEqual(before);
  });

  test('must have one TTL', async () => {
    const { change } = await zoneWith(...two);
    await expect(change(upsert(['192.0.2.1'], { ...green, TTL: 30 }))).rejects.toThrow(
      `RRSet with DNS name ${name} and type A, SetIdentifier green cannot be created as weighted sets must contain the same TTL.`,
    );
    const [one, other] = swap;
    const shorter = [blue, green].map((each) => create(['192.0.2.1'], { ...each, TTL: 30 }));
    await change(...[one, other].flatMap((each) => each ?? []), ...shorter);
  });

  test('beside a weighted alias may have any: it has none', async () => {
    const aliasTarget = { hostedZoneId: 'Z2', dnsName: 'lb.example.net.', evaluateTargetHealth: false };
    const { ttl: _, ...alias } = set('green', { weight: 0, values: [], aliasTarget });
    const { change, named } = await zoneWith(alias);
    await change(create(['192.0.2.1'], { ...blue, TTL: 30 }));
    expect(named(name)).toHaveLength(2);
  });
});

describe('failover sets', () => {
  test('are a PRIMARY and a SECONDARY', async () => {
    const { change, named } = await zoneWith();
    await change(
      create(['192.0.2.1'], primary),
      create(['192.0.2.2'], { SetIdentifier: 'two', Failover: 'SECONDARY' }),
    );
    expect(named(name)).toMatchObject([{ failover: 'PRIMARY' }, { failover: 'SECONDARY' }]);
  });

  test('of one role are refused', async () => {
    const { change, named } = await zoneWith(set('zero', { failover: 'PRIMARY' }));
    await expect(change(create(['192.0.2.1'], primary))).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message: expect.stringContaining('cannot be created as a PRIMARY set because one exists'),
    });
    expect(named(name)).toHaveLength(1);
  });

  test('may be replaced by one of another identifier in one batch', async () => {
    const { change, named } = await zoneWith(set('zero', { failover: 'PRIMARY' }));
    await change(remove(['192.0.2.1'], { SetIdentifier: 'zero', Failover: 'PRIMARY' }), create(['192.0.2.1'], primary));
    expect(named(name)).toMatchObject([{ setIdentifier: 'one' }]);
  });

  test('are refused beside weighted ones, and these beside them', async () => {
    const { change } = await zoneWith(set('blue', { weight: 1 }));
    await expect(change(create(['192.0.2.1'], primary))).rejects.toThrow('because a weighted RRSet exists');
  });

  test('refuse a weight beside the role', async () => {
    const { change } = await zoneWith();
    const both = change(create(['192.0.2.1'], { ...primary, Weight: 1 }));
    await expect(both).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('but found more than one in Change with'),
    });
  });
});

test('the sets of one name are listed page by page, in the order of their identifiers', async () => {
  const simulator = await newSimulator();
  const client = route53Of(simulator, await simulator.addNode({ name: 'one' }));
  const recordSets = ['d', 'b', 'c', 'a'].map((id) => set(id, { weight: 1 }));
  simulator.addZone({ name: 'example.com', id: 'Z1', recordSets });
  const page = (more: Partial<ListResourceRecordSetsCommandInput>) =>
    client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1', MaxItems: 3, StartRecordName: name, ...more }));
  const first = await page({ StartRecordType: 'A' });
  expect(first.ResourceRecordSets?.map(({ SetIdentifier }) => SetIdentifier)).toEqual(['a', 'b', 'c']);
  const { NextRecordName: StartRecordName, NextRecordType: StartRecordType, NextRecordIdentifier } = first;
  const second = await page({ StartRecordName, StartRecordType, StartRecordIdentifier: NextRecordIdentifier });
  expect(second.ResourceRecordSets?.map(({ SetIdentifier }) => SetIdentifier)).toEqual(['d']);
  expect(second.IsTruncated).toBe(false);
});
