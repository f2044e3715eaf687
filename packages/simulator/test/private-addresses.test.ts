import {
  AssignIpv6AddressesCommand,
  AssignPrivateIpAddressesCommand,
  DescribeNetworkInterfacesCommand,
  UnassignIpv6AddressesCommand,
  UnassignPrivateIpAddressesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ec2Of, interfaceOf, standingClock, twoNodes } from './simulation.ts';

const V4 = '10.0.3.100';
const V6 = '2001:db8::64';

const assign = (NetworkInterfaceId: string, more: object = {}) =>
  new AssignPrivateIpAddressesCommand({ NetworkInterfaceId, PrivateIpAddresses: [V4], ...more });
const unassign = (NetworkInterfaceId: string, more: object = {}) =>
  new UnassignPrivateIpAddressesCommand({ NetworkInterfaceId, PrivateIpAddresses: [V4], ...more });
const assignV6 = (NetworkInterfaceId: string, address = V6) =>
  new AssignIpv6AddressesCommand({ NetworkInterfaceId, Ipv6Addresses: [address] });
const unassignV6 = (NetworkInterfaceId: string) =>
  new UnassignIpv6AddressesCommand({ NetworkInterfaceId, Ipv6Addresses: [V6] });
const listing = (name: string, value: string) =>
  new DescribeNetworkInterfacesCommand({ Filters: [{ Name: name, Values: [value] }] });

/** Two nodes, the first one's interface, and a client. */
async function nodes(options?: Parameters<typeof twoNodes>[0]) {
  const { simulator, first, second, address } = await twoNodes(options);
  const client = ec2Of(simulator, first);
  const holders = async (name = 'addresses.private-ip-address', value = V4) =>
    (await client.send(listing(name, value))).NetworkInterfaces?.map(({ NetworkInterfaceId }) => NetworkInterfaceId);
  return { simulator, client, address, a: interfaceOf(first), b: interfaceOf(second), first, second, holders };
}

describe('AssignPrivateIpAddresses', () => {
  test('lists a free address at the interface, as a secondary one, and tells it', async () => {
    const { client, a, holders } = await nodes();
    const answer = await client.send(assign(a));
    expect(answer).toMatchObject({ NetworkInterfaceId: a, AssignedPrivateIpAddresses: [{ PrivateIpAddress: V4 }] });
    expect(await holders()).toEqual([a]);
    const { NetworkInterfaces } = await client.send(listing('network-interface-id', a));
    expect(NetworkInterfaces?.[0]).toMatchObject({
      VpcId: 'vpc-00000000000000001',
      PrivateIpAddresses: [{ Primary: true }, { PrivateIpAddress: V4, Primary: false }],
    });
  });

  test('moves it in one call, its Elastic IP address with it', async () => {
    const { client, address, a, b, holders } = await nodes();
    await client.send(assign(a));
    Object.assign(address, { associationId: 'eipassoc-1', networkInterfaceId: a, privateIp: V4 });
    await client.send(assign(b, { AllowReassignment: true }));
    expect(await holders()).toEqual([b]);
    expect(address).toMatchObject({ networkInterfaceId: b, privateIp: V4 });
  });

  test('answers before the address is listed at its new interface', async () => {
    const clock = standingClock();
    const { simulator, client, a, b, holders } = await nodes({ now: clock.now });
    await client.send(assign(a));
    simulator.world.addressMoveMs = 3_000;
    await client.send(assign(b, { AllowReassignment: true }));
    clock.advance(2_999);
    expect(await holders()).toEqual([a]);
    clock.advance(1);
    expect(await holders()).toEqual([b]);
  });

  test.each([
    ['InvalidParameterValue', 'already assigned, but move is not allowed', {}],
    ['InvalidParameterValue', 'subnet', { PrivateIpAddresses: ['10.1.0.1'] }],
    ['InvalidParameterValue', 'primary', { PrivateIpAddresses: ['10.0.1.10'], AllowReassignment: true }],
    ['InvalidNetworkInterfaceID.NotFound', 'eni-none', { NetworkInterfaceId: 'eni-none' }],
    ['MissingParameter', 'PrivateIpAddress', { PrivateIpAddresses: [] }],
    ['UnknownParameter', 'SecondaryPrivateIpAddressCount', { SecondaryPrivateIpAddressCount: 1 }],
  ])('refuses with %s (%s)', async (name, text, more) => {
    const { client, a, b, holders } = await nodes();
    await client.send(assign(a));
    await expect(client.send(assign(b, more))).rejects.toMatchObject({ name, message: expect.stringContaining(text) });
    expect(await holders()).toEqual([a]);
  });

  test('counts an address on its way as assigned', async () => {
    const { simulator, client, a, b } = await nodes();
    simulator.world.addressMoveMs = 60_000;
    await client.send(assign(a));
    await expect(client.send(assign(b))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('UnassignPrivateIpAddresses', () => {
  test('takes it from the interface that is named, and drops its Elastic IP address', async () => {
    const { client, address, a, holders } = await nodes();
    await client.send(assign(a));
    Object.assign(address, { associationId: 'eipassoc-1', networkInterfaceId: a, privateIp: V4 });
    await client.send(unassign(a));
    expect(await holders()).toEqual([]);
    expect(address.associationId).toBeNull();
  });

  test('never takes it from the next holder, and not the primary one', async () => {
    const { client, a, b, holders } = await nodes();
    await client.send(assign(b));
    await expect(client.send(unassign(a))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const primary = unassign(a, { PrivateIpAddresses: ['10.0.1.10'] });
    await expect(client.send(primary)).rejects.toMatchObject({ message: expect.stringContaining('primary') });
    expect(await holders()).toEqual([b]);
  });

  test('calls it back from its way', async () => {
    const { simulator, client, a } = await nodes();
    simulator.world.addressMoveMs = 60_000;
    await client.send(assign(a));
    await client.send(unassign(a));
    expect(simulator.world.addressMoves).toEqual([]);
  });
});

describe('IPv6', () => {
  const filter = 'ipv6-addresses.ipv6-address';

  test('is assigned, shown by its filter, and unassigned', async () => {
    const { client, a, holders } = await nodes();
    expect(await client.send(assignV6(a))).toMatchObject({ AssignedIpv6Addresses: [V6] });
    expect(await holders(filter, V6)).toEqual([a]);
    expect(await client.send(unassignV6(a))).toMatchObject({ UnassignedIpv6Addresses: [V6] });
    expect(await holders(filter, V6)).toEqual([]);
  });

  test('is not reassigned in place, nor assigned outside of the subnet', async () => {
    const { client, a, b, holders } = await nodes();
    await client.send(assignV6(a));
    await expect(client.send(assignV6(b))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(client.send(assignV6(b, '2001:db8:1::1'))).rejects.toMatchObject({
      message: expect.stringContaining('subnet'),
    });
    expect(await holders(filter, V6)).toEqual([a]);
  });
});

test('the metadata service lists the addresses, the VPC and the blocks of the subnet', async () => {
  const { client, a, first } = await nodes();
  await client.send(assign(a));
  await client.send(assignV6(a));
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
  const token = await (await fetch(`${first.imdsUrl}/latest/api/token`, { method: 'PUT', headers })).text();
  const read = async (name: string) => {
    const url = `${first.imdsUrl}/latest/meta-data/network/interfaces/macs/${first.interfaces[0]?.mac}/${name}`;
    return (await fetch(url, { headers: { 'x-aws-ec2-metadata-token': token } })).text();
  };
  expect(await read('local-ipv4s')).toBe(`10.0.1.10\n${V4}`);
  expect(await read('ipv6s')).toBe(V6);
  expect(await read('vpc-id')).toBe('vpc-00000000000000001');
  expect(await read('subnet-ipv4-cidr-block')).toBe('10.0.0.0/16');
  expect(await read('subnet-ipv6-cidr-blocks')).toBe('2001:db8::/64');
});
