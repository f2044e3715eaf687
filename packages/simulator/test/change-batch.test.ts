import { type Change, InvalidChangeBatch } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { create, current, remove, upsert, www, zoneWith } from './record-changes.ts';

describe('a batch', () => {
  test('is all or nothing', async () => {
    const { change, named, zone } = await zoneWith(www);
    const before = structuredClone(zone.recordSets);
    const batch = change(create(['192.0.2.9'], { Name: 'new.example.com' }), create(['192.0.2.9']));
    await expect(batch).rejects.toBeInstanceOf(InvalidChangeBatch);
    expect(zone.recordSets).toEqual(before);
    expect(named('new.example.com.')).toEqual([]);
  });

  test('is named InvalidChangeBatch in the client, with every message', async () => {
    const { change } = await zoneWith(www);
    const batch = change(create(['192.0.2.9']), remove(['192.0.2.9'], { Name: 'no.example.com' }));
    await expect(batch).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message:
        "[Tried to create resource record set [name='www.example.com.', type='A'] but it already exists, " +
        "Tried to delete resource record set [name='no.example.com.', type='A'] but it was not found]",
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('swaps a record set by DELETE and CREATE, and back again', async () => {
    const { change, named } = await zoneWith(www);
    await change(remove(current), create(['192.0.2.9']));
    await change(remove(['192.0.2.9']), create(current));
    await change(remove(current), create(['192.0.2.9']));
    expect(named(www.name)).toEqual([{ ...www, values: ['192.0.2.9'] }]);
  });

  test('compares and swaps: the second of two swaps from the same values loses', async () => {
    const { change, named } = await zoneWith(www);
    await change(remove(current), create(['192.0.2.8']));
    await expect(change(remove(current), create(['192.0.2.9']))).rejects.toThrow(
      "Tried to delete resource record set [name='www.example.com.', type='A'] but the values provided do not match the current values",
    );
    expect(named(www.name)).toMatchObject([{ values: ['192.0.2.8'] }]);
  });

  test.each<[string, Change]>([
    ['other values', remove(['192.0.2.1'])],
    ['another TTL', remove(current, { TTL: 61 })],
    ['a health check', remove(current, { HealthCheckId: 'hc-1' })],
  ])('refuses a DELETE with %s', async (_what, wrong) => {
    const { change, named } = await zoneWith(www);
    await expect(change(wrong)).rejects.toThrow('the values provided do not match the current values');
    expect(named(www.name)).toEqual([www]);
  });

  test('takes the values of a DELETE in any order and the name in any case', async () => {
    const { change, named } = await zoneWith(www);
    await change(remove(current.toReversed(), { Name: 'WWW.example.COM.' }));
    expect(named(www.name)).toEqual([]);
  });

  test('compares the alias target of a DELETE', async () => {
    const aliasTarget = { hostedZoneId: 'Z2', dnsName: 'lb.example.net.', evaluateTargetHealth: false };
    const { change, named } = await zoneWith({ name: 'www.example.com', type: 'A', values: [], aliasTarget });
    const alias = (DNSName: string): Change => {
      const AliasTarget = { HostedZoneId: 'Z2', DNSName, EvaluateTargetHealth: false };
      return { Action: 'DELETE', ResourceRecordSet: { Name: 'www.example.com', Type: 'A', AliasTarget } };
    };
    await expect(change(alias('other.example.net'))).rejects.toThrow('do not match the current values');
    await change(alias('LB.example.net'));
    expect(named(www.name)).toEqual([]);
  });

  test('replaces the whole record set by UPSERT, or makes it', async () => {
    const { change, named } = await zoneWith({ ...www, healthCheckId: 'hc-1' });
    await change(upsert(['192.0.2.9'], { TTL: 30 }), upsert(['192.0.2.9'], { Name: 'new.example.com' }));
    expect(named(www.name)).toEqual([{ ...www, ttl: 30, values: ['192.0.2.9'] }]);
    expect(named('new.example.com.')).toHaveLength(1);
  });

  test('keeps weighted record sets apart by their identifier', async () => {
    const { change, named } = await zoneWith();
    const blue = { SetIdentifier: 'blue', Weight: 100 };
    const green = { SetIdentifier: 'green', Weight: 0 };
    await change(create(['192.0.2.1'], blue), create(['192.0.2.2'], green));
    await change(upsert(['192.0.2.1'], { ...blue, Weight: 0 }), upsert(['192.0.2.2'], { ...green, Weight: 100 }));
    expect(named(www.name)).toMatchObject([
      { setIdentifier: 'blue', weight: 0 },
      { setIdentifier: 'green', weight: 100 },
    ]);
    await expect(change(remove(['192.0.2.1'], { SetIdentifier: 'red', Weight: 0 }))).rejects.toThrow(
      "type='A', set-identifier='red'] but it was not found",
    );
  });

  test('keeps quotes and special characters of TXT values', async () => {
    const { change, named } = await zoneWith();
    const value = '"epoch=1; <a> & \'b\' \\"c\\""';
    await change(create([value], { Type: 'TXT' }));
    expect(named(www.name)).toMatchObject([{ values: [value] }]);
  });
});
