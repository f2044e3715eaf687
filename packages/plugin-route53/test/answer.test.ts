import type { ListResourceRecordSetsCommandOutput, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { wrongChange, wrongPage } from '../src/answer.ts';

const asked = { StartRecordName: 'www.example.com.', MaxItems: 1 };
const set: ResourceRecordSet = {
  Name: 'www.example.com.',
  Type: 'A',
  TTL: 30,
  ResourceRecords: [{ Value: '10.0.1.10' }],
};
const page = (
  sets: Partial<ResourceRecordSet>[] | undefined,
  more: Partial<ListResourceRecordSetsCommandOutput> = {},
): ListResourceRecordSetsCommandOutput => ({
  ResourceRecordSets: sets as ResourceRecordSet[],
  IsTruncated: false,
  MaxItems: 1,
  $metadata: {},
  ...more,
});

describe('a page of record sets', () => {
  test.each([
    ['of what was asked for', page([set])],
    ['of what follows', page([{ ...set, Name: 'zzz.example.com.', Type: 'MX', TTL: undefined as never }])],
    ['of a name that follows the dot at its end alone', page([{ ...set, Name: 'www-2.example.com.' }])],
    ['of nothing', page([])],
    ['with more to come', page([set], { IsTruncated: true, NextRecordName: 'x.', NextRecordType: 'A' })],
    [
      'of an alias',
      page([
        {
          Name: set.Name,
          Type: 'A',
          AliasTarget: { HostedZoneId: 'Z1', DNSName: 'a.b.', EvaluateTargetHealth: false },
        },
      ]),
    ],
  ])('%s is believed', (_, answer) => {
    expect(wrongPage(answer, asked)).toBeUndefined();
  });

  test.each([
    ['without its list', page(undefined), 'half of a page'],
    ['that does not say whether there is more', page([set], { IsTruncated: undefined }), 'half of a page'],
    ['that says there is more and not where', page([set], { IsTruncated: true }), 'half of a page'],
    ['for another limit', page([set], { MaxItems: 300 }), 'asked for 1 at most'],
    ['of more than was asked for', page([set, { ...set, Type: 'AAAA' }]), 'asked for 1 at most'],
    [
      'that begins before what was asked for',
      page([{ ...set, Name: 'api.example.com.' }]),
      'asked about www.example.com and what follows, told about api.example.com',
    ],
    ['of a set without a name', page([{ ...set, Name: undefined as never }]), 'told half'],
    ['of a set without values', page([{ ...set, ResourceRecords: [] }]), 'told half'],
    ['of a set whose value is no address', page([{ ...set, ResourceRecords: [{ Value: '10.0.1' }] }]), 'told half'],
    ['of a set without a TTL', page([{ ...set, TTL: undefined }]), 'told half'],
    ['of a set of no type', page([{ ...set, Type: 'B' as never }]), 'told half'],
    ['of a set with an identifier and no policy', page([{ ...set, SetIdentifier: 'x' }]), 'told half'],
    ['of a set with a policy and no identifier', page([{ ...set, Weight: 1 }]), 'told half'],
    ['of half an alias', page([{ Name: set.Name, Type: 'A', AliasTarget: { DNSName: 'a.' } as never }]), 'told half'],
  ])('%s is not', (_, answer, reason) => {
    expect(wrongPage(answer, asked)).toContain(reason);
  });

  test('that tells twice of one set is not', () => {
    expect(wrongPage(page([set, set], { MaxItems: 10 }), { ...asked, MaxItems: 10 })).toBe(
      'told twice about www.example.com',
    );
  });
});

describe('a change', () => {
  const change = { Id: '/change/C1', Status: 'PENDING', SubmittedAt: new Date() } as const;

  test('is believed with its id and its status, and about itself', () => {
    expect(wrongChange(change)).toBeUndefined();
    expect(wrongChange(change, '/change/C1')).toBeUndefined();
    expect(wrongChange(change, 'C1')).toBeUndefined();
  });

  test('is not without them, nor about another', () => {
    expect(wrongChange(undefined)).toBe('told half of a change');
    expect(wrongChange({ ...change, Id: undefined as never })).toBe('told half of a change');
    expect(wrongChange({ ...change, Status: 'DONE' as never })).toBe('told half of a change');
    expect(wrongChange(change, '/change/C2')).toBe('asked about /change/C2, told about /change/C1');
  });
});
