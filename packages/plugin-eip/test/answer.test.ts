import type { Address } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { wrongAddresses } from '../src/answer.ts';

const free: Address = { AllocationId: 'eipalloc-0a', PublicIp: '203.0.113.7' };
const seated: Address = {
  ...free,
  AssociationId: 'eipassoc-0a',
  NetworkInterfaceId: 'eni-0a',
  PrivateIpAddress: '10.0.1.10',
  InstanceId: 'i-0a',
};
const wrong = (told: Address[] | undefined) => wrongAddresses(told, ['eipalloc-0a']);

test('one address, free or associated, is believed, at an interface without an instance too, and that there is none', () => {
  expect(
    [[free], [seated], [{ ...seated, InstanceId: undefined }], [{ ...seated, InstanceId: '' }], []].map(wrong),
  ).toEqual(Array(5).fill(undefined));
});

test.each([
  ['without its list', undefined, 'asked about eipalloc-0a, told nothing'],
  ['about another', [{ ...seated, AllocationId: 'eipalloc-0b' }], 'asked about eipalloc-0a, told about eipalloc-0b'],
  [
    'about it and another',
    [seated, { ...free, AllocationId: 'eipalloc-0b' }],
    'asked about eipalloc-0a, told about eipalloc-0b',
  ],
  [
    'about something without an id',
    [{ PublicIp: '203.0.113.7' }],
    'asked about eipalloc-0a, told about something without an id',
  ],
  ['twice about it', [seated, free], 'told twice about eipalloc-0a'],
])('an answer %s is not', (_, told, reason) => {
  expect(wrong(told)).toBe(reason);
});

test.each(['AssociationId', 'NetworkInterfaceId', 'PrivateIpAddress'] as const)(
  'an association without %s is not',
  (field) => {
    expect(wrong([{ ...seated, [field]: undefined }])).toBe('told half of the association of eipalloc-0a');
    expect(wrong([{ ...seated, [field]: 'xyz' }])).toBe('told half of the association of eipalloc-0a');
  },
);
