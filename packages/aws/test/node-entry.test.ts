import { expect, test } from 'vitest';
import { nodeFields } from '../src/node-entry.ts';

test.each([
  [{ instanceId: 'eni-12345678' }, 'must be an instance id (i-...)'],
  [{ networkInterfaceId: 'i-12345678' }, 'must be the id of a network interface (eni-...)'],
  [{ privateIpv4: '10.0.0' }, 'must be an IPv4 address'],
  [{ publicIpv4: '2001:db8::1' }, 'must be an IPv4 address'],
  [{ ipv6: '10.0.0.1' }, 'must be an IPv6 address'],
])('an entry of nodes %j is refused', (entry, reason) => {
  expect(nodeFields.safeParse(entry).error?.issues.map(({ message }) => message)).toEqual([reason]);
});

test('an entry may say all of it, or nothing', () => {
  const whole = {
    instanceId: 'i-0123456789abcdef0',
    networkInterfaceId: 'eni-0123456789abcdef0',
    privateIpv4: '10.0.1.10',
    publicIpv4: '198.51.100.11',
    ipv6: '2001:db8::1',
  };
  expect(nodeFields.parse(whole)).toEqual(whole);
  expect(nodeFields.parse({})).toEqual({});
});
