import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { wrongListing, wrongOwn } from '../src/answer.ts';

const one: NetworkInterface = {
  NetworkInterfaceId: 'eni-0a',
  VpcId: 'vpc-0a',
  MacAddress: '02:00:00:00:00:01',
  Attachment: { InstanceId: 'i-0a' },
  PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.100', Primary: false }],
  Ipv6Addresses: [{ Ipv6Address: '2001:db8:0::1' }],
};
const wrong = (told: NetworkInterface[] | undefined, address = '10.0.1.100') => wrongListing(told, [address], 'vpc-0a');

test('interfaces that list the address in its VPC are believed, two of them too, and that there is none', () => {
  expect(wrong([one])).toBeUndefined();
  expect(wrong([one, { ...one, NetworkInterfaceId: 'eni-0b' }])).toBeUndefined();
  expect(wrong([])).toBeUndefined();
  expect(wrong([one], '2001:db8::1')).toBeUndefined();
});

test.each([
  ['without its list', undefined, 'told nothing'],
  ['about another VPC', [{ ...one, VpcId: 'vpc-0b' }], 'told about eni-0a in vpc-0b'],
  ['about an interface that does not list it', [{ ...one, PrivateIpAddresses: [] }], 'told about eni-0a'],
  [
    'that does not say whether it is primary',
    [{ ...one, PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.100' }] }],
    'told about eni-0a',
  ],
  ['about an interface without an id', [{ ...one, NetworkInterfaceId: undefined }], 'which is not that'],
  [
    'about an interface at no instance that could be',
    [{ ...one, Attachment: { InstanceId: 'x' } }],
    'which is not that',
  ],
  ['twice about one', [one, one], 'told twice about eni-0a'],
])('an answer %s is not', (_, told, reason) => {
  expect(wrong(told)).toContain(reason);
});

test('what is told of this node’s interface must be about it, and whole', () => {
  expect(wrongOwn([one], 'eni-0a')).toBeUndefined();
  expect(wrongOwn([one], 'eni-0b')).toBe('asked about eni-0b, told about eni-0a');
  expect(wrongOwn([{ ...one, VpcId: undefined }], 'eni-0a')).toBe('told half of eni-0a');
});
