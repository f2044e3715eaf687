import type { Change, RRType } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { create, remove, upsert, www, zoneWith } from './record-changes.ts';

describe('a batch is refused', () => {
  const cname = { Type: 'CNAME' as RRType };

  test.each<[string, Change[], string]>([
    ['for an A value that is no IPv4 address', [create(['192.0.2'])], 'ARRDATAIllegalIPv4Address'],
    ['for an AAAA value that is no IPv6 address', [create(['192.0.2.1'], { Type: 'AAAA' })], 'IllegalIPv6Address'],
    ['for a TXT value without quotes', [create(['epoch=1'], { Type: 'TXT' })], 'enclosed in quotation marks'],
    ['for a value given twice', [upsert(['192.0.2.1', '192.0.2.1'])], "Duplicate Resource Record: '192.0.2.1'"],
    ['for a type that is none', [upsert(['x'], { Type: 'ABC' as RRType })], "Invalid resource type: 'ABC'"],
    ['for a CNAME beside another type', [create(['a.example.net'], cname)], 'conflicts with other records'],
    [
      'for a CNAME at the apex',
      [create(['a.example.net'], { ...cname, Name: 'example.com' })],
      'not permitted at apex',
    ],
    [
      'for a name outside the zone',
      [create(['192.0.2.1'], { Name: 'example.org' })],
      'not permitted in zone example.com.',
    ],
    ['for a name that only ends alike', [create(['192.0.2.1'], { Name: 'badexample.com' })], 'not permitted in zone'],
    [
      'for weighted beside simple',
      [create(['192.0.2.1'], { SetIdentifier: 'blue', Weight: 1 })],
      'cannot be created as a weighted set because a simple RRSet exists',
    ],
    [
      'for one set twice',
      [upsert(['192.0.2.8']), upsert(['192.0.2.9'])],
      "invalid set of changes for a resource record set 'A www",
    ],
    ['for CREATE before DELETE', [create(['192.0.2.8']), remove(['192.0.2.8'])], 'invalid set of changes'],
  ])('%s', async (_why, changes, message) => {
    const { change, zone } = await zoneWith(www);
    const before = structuredClone(zone.recordSets);
    const batch = change(...changes);
    await expect(batch).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message: expect.stringContaining(message),
    });
    expect(zone.recordSets).toEqual(before);
  });

  test('for taking the SOA from the zone', async () => {
    const { change, zone } = await zoneWith();
    const soa = zone.recordSets.find((candidate) => candidate.type === 'SOA');
    const batch = change(remove(soa?.values ?? [], { Name: 'example.com', Type: 'SOA', TTL: 900 }));
    await expect(batch).rejects.toThrow('must contain exactly one SOA record');
  });

  test.each<[string, Change, string]>([
    [
      'a set without values',
      { Action: 'UPSERT', ResourceRecordSet: { Name: 'www.example.com', Type: 'A' } },
      'InvalidInput',
    ],
    ['a routing field without identifier', upsert(['192.0.2.1'], { Weight: 1 }), 'InvalidInput'],
    ['an identifier without routing field', upsert(['192.0.2.1'], { SetIdentifier: 'x' }), 'InvalidInput'],
    ['a weight above 255', upsert(['192.0.2.1'], { SetIdentifier: 'x', Weight: 256 }), 'InvalidInput'],
    ['an empty list of values', upsert([]), 'MalformedInput'],
  ])('with its own error for %s', async (_what, wrong, name) => {
    const { change } = await zoneWith(www);
    await expect(change(wrong)).rejects.toMatchObject({ name });
  });

  test('loudly for a field without a model', async () => {
    const { change } = await zoneWith();
    const geo = upsert(['192.0.2.1'], { SetIdentifier: 'x', GeoLocation: { CountryCode: 'JP' } });
    const message = 'the simulator does not model <GeoLocation> in <ResourceRecordSet>';
    await expect(change(geo)).rejects.toMatchObject({ name: 'InvalidInput', message });
  });
});

describe('the size of a batch', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}.example.com`);

  test('is 1,000 values at most', async () => {
    const { change } = await zoneWith();
    await change(...names(1_000).map((Name) => create(['192.0.2.1'], { Name })));
    const more = names(1_001).map((Name) => remove(['192.0.2.1'], { Name }));
    await expect(change(...more)).rejects.toThrow('Number of records limit of 1000 exceeded.');
  });

  test('counts an UPSERT double', async () => {
    const { change } = await zoneWith();
    await change(...names(500).map((Name) => upsert(['192.0.2.1'], { Name })));
    const more = names(501).map((Name) => upsert(['192.0.2.1'], { Name }));
    await expect(change(...more)).rejects.toThrow('Number of records limit of 1000 exceeded.');
  });

  test('is 32,000 characters at most', async () => {
    const { change } = await zoneWith();
    const value = `"${'x'.repeat(238)}"`;
    const batch = names(134).map((Name) => create([value], { Name, Type: 'TXT' }));
    await expect(change(...batch)).rejects.toThrow('Number of characters limit of 32000 exceeded.');
    await change(...batch.slice(0, 133));
  });
});
