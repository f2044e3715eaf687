import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { expect, test } from 'vitest';
import { foreignIn } from '../src/foreign.ts';
import { statusOf } from '../src/status.ts';
import { pairOf, type Wanted } from '../src/wanted.ts';

const set = (more: Partial<ResourceRecordSet>): ResourceRecordSet => ({
  Name: 'www.example.com.',
  Type: 'A',
  TTL: 30,
  ResourceRecords: [{ Value: '10.0.1.99' }],
  SetIdentifier: 'x',
  ...more,
});
const weighted: Wanted = {
  name: 'www.example.com.',
  type: 'A',
  ttl: 30,
  values: ['10.0.1.10'],
  setIdentifier: 'web-a',
  siblings: ['x'],
  weight: 100,
  tells: true,
};
const { setIdentifier: _, siblings: __, weight: ___, ...simple } = weighted;

const KINDS = [
  ['latency', { Region: 'eu-west-1' }],
  ['geolocation', { GeoLocation: { CountryCode: 'JP' } }],
  ['geoproximity', { GeoProximityLocation: { AWSRegion: 'eu-west-1' } }],
  ['IP-based', { CidrRoutingConfig: { CollectionId: 'c', LocationName: 'l' } }],
  ['multivalue', { MultiValueAnswer: true }],
] as const;

test.each(KINDS)('a %s set beside ours is called so, wherever it is told', (kind, more) => {
  const pair = pairOf(weighted, [set(more as ResourceRecordSet)]);
  expect(foreignIn(pair)?.what).toBe(`a ${kind} set with the identifier x`);
  const { detail } = statusOf([pair], null);
  expect(detail).toContain(`(set x, ${kind}`);
  expect(detail).not.toContain('undefined');
});

test.each(KINDS)('a %s set where a simple one is wanted is called so', (kind, more) => {
  const pair = pairOf(simple, [set(more as ResourceRecordSet)]);
  expect(foreignIn(pair)?.what).toBe(`a set with the identifier x (${kind})`);
  expect(statusOf([pair], null).detail).not.toContain('undefined');
});
