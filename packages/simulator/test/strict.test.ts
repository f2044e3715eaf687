import {
  AssignIpv6AddressesCommand,
  AssignPrivateIpAddressesCommand,
  AssociateAddressCommand,
  CreateRouteCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DisassociateAddressCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { GetHostedZoneCommand } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import type { Instance } from '../src/index.ts';
import { ec2Of, interfaceOf, newSimulator, route53Of, standingClock, twoNodes } from './simulation.ts';

async function nodes(options?: Parameters<typeof twoNodes>[0]) {
  const { simulator, first, second, address } = await twoNodes(options);
  const table = simulator.addRouteTable({ id: 'rtb-1' });
  const client = ec2Of(simulator, first);
  const [a, b] = [interfaceOf(first), interfaceOf(second)];
  const take = (more: object = {}) =>
    client.send(new AssociateAddressCommand({ AllocationId: 'eipalloc-1', NetworkInterfaceId: b, ...more }));
  const set = (state: Instance['state']) => {
    for (const instance of simulator.world.instances) if (instance.name === 'second') instance.state = state;
  };
  const route = (more: object) =>
    client.send(new CreateRouteCommand({ RouteTableId: 'rtb-1', NetworkInterfaceId: a, ...more }));
  return { simulator, first, second, address, table, client, a, b, take, set, route };
}

describe('a destination', () => {
  test.each([
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['10.9.0.1/32', '10.9.0.1/32'],
    ['255.255.255.255/0', '0.0.0.0/0'],
  ])('%s is kept as %s', async (given, kept) => {
    const { route, table } = await nodes();
    await route({ DestinationCidrBlock: given });
    expect(table.routes.at(-1)?.destination).toBe(kept);
    await expect(route({ DestinationCidrBlock: kept })).rejects.toMatchObject({ name: 'RouteAlreadyExists' });
  });

  test.each([
    ['FD00:0:0:0:0:0:0:1/128', 'fd00::1/128'],
    ['fd00:1:2:3:4:5:6:7/64', 'fd00:1:2:3::/64'],
    ['::ffff:10.0.0.1/96', '::ffff:0:0/96'],
    ['2001:db8::1/0', '::/0'],
  ])('of IPv6, %s, is kept as %s', async (given, kept) => {
    const { route, table } = await nodes();
    await route({ DestinationIpv6CidrBlock: given });
    expect(table.routes.at(-1)?.destination).toBe(kept);
  });

  test.each(['10.9.0.1', '10.9.0.1/33', '10.9.1/24', '::/0', '10.9.0.1/24/1', '010.9.0.1/24'])(
    'that is none, %s, is refused in the words of EC2',
    async (block) => {
      const { route } = await nodes();
      await expect(route({ DestinationCidrBlock: block })).rejects.toMatchObject({
        name: 'InvalidParameterValue',
        message: `Value (${block}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
      });
    },
  );

  test('is needed, and only one', async () => {
    const { route } = await nodes();
    await expect(route({})).rejects.toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter destinationCidrBlock or destinationIpv6CidrBlock',
    });
    const both = { DestinationCidrBlock: '10.9.0.0/16', DestinationIpv6CidrBlock: '::/0' };
    await expect(route(both)).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
  });
});

describe('an instance', () => {
  test.each([
    ['running', 'active'],
    ['stopping', 'active'],
    ['stopped', 'blackhole'],
    ['terminated', 'blackhole'],
  ] as const)('that is %s makes a route to it %s', async (state, shown) => {
    const { client, b, set } = await nodes();
    const route = { RouteTableId: 'rtb-1', DestinationCidrBlock: '10.9.0.1/32', NetworkInterfaceId: b };
    await client.send(new CreateRouteCommand(route));
    set(state);
    const { RouteTables } = await client.send(new DescribeRouteTablesCommand({}));
    expect(RouteTables?.[0]?.Routes?.at(-1)).toMatchObject({ NetworkInterfaceId: b, State: shown });
  });

  test('that is pending gets neither address nor route', async () => {
    const { client, second, b, take, set, address, table } = await nodes();
    set('pending');
    const refused = { name: 'IncorrectInstanceState' };
    await expect(take()).rejects.toMatchObject(refused);
    await expect(take({ NetworkInterfaceId: undefined, InstanceId: second.instanceId })).rejects.toMatchObject({
      name: 'InvalidInstanceID',
      message: `The pending instance '${second.instanceId}' is not in a valid state for this operation.`,
    });
    const private4 = { NetworkInterfaceId: b, PrivateIpAddresses: ['10.0.9.9'] };
    await expect(client.send(new AssignPrivateIpAddressesCommand(private4))).rejects.toMatchObject(refused);
    const route = { RouteTableId: 'rtb-1', DestinationCidrBlock: '10.9.0.1/32', NetworkInterfaceId: b };
    await expect(client.send(new CreateRouteCommand(route))).rejects.toMatchObject(refused);
    expect([address.associationId, table.routes.length]).toEqual([null, 1]);
  });

  test('that is terminated has no interface any more, and its addresses are free', async () => {
    const { simulator, client, a, b, take, set, address } = await nodes();
    await take();
    await client.send(new AssignPrivateIpAddressesCommand({ NetworkInterfaceId: b, PrivateIpAddresses: ['10.0.9.9'] }));
    set('terminated');
    const look = await client.send(new DescribeAddressesCommand({ AllocationIds: ['eipalloc-1'] }));
    expect(look.Addresses?.[0]).not.toHaveProperty('AssociationId');
    await expect(take()).rejects.toMatchObject({ name: 'InvalidNetworkInterfaceID.NotFound' });
    await client.send(new AssignPrivateIpAddressesCommand({ NetworkInterfaceId: a, PrivateIpAddresses: ['10.0.9.9'] }));
    expect(simulator.world.interfaces.map(({ id }) => id)).toEqual([a]);
    expect(address).toMatchObject({ associationId: null, networkInterfaceId: null });
  });
});

describe('private addresses', () => {
  test('are as many as an interface may have, of each family, those on their way counted', async () => {
    const { simulator, client, a } = await nodes();
    simulator.world.addressesPerInterface = 2;
    simulator.world.addressMoveMs = 60_000;
    const assign = (address: string) =>
      client.send(new AssignPrivateIpAddressesCommand({ NetworkInterfaceId: a, PrivateIpAddresses: [address] }));
    await assign('10.0.9.1');
    await assign('10.0.9.1');
    await expect(assign('10.0.9.2')).rejects.toMatchObject({
      name: 'PrivateIpAddressLimitExceeded',
      message: 'Number of private addresses will exceed limit.',
    });
    const v6 = (...addresses: string[]) =>
      client.send(new AssignIpv6AddressesCommand({ NetworkInterfaceId: a, Ipv6Addresses: addresses }));
    await v6('2001:db8::1', '2001:db8::2');
    await expect(v6('2001:db8::3')).rejects.toMatchObject({ name: 'PrivateIpAddressLimitExceeded' });
  });

  test('of IPv6 are kept in their short form, and what is no address is refused', async () => {
    const { simulator, client, a } = await nodes();
    const assign = (address: string) =>
      client.send(new AssignIpv6AddressesCommand({ NetworkInterfaceId: a, Ipv6Addresses: [address] }));
    expect(await assign('2001:0DB8:0:0::A')).toMatchObject({ AssignedIpv6Addresses: ['2001:db8::a'] });
    expect(simulator.world.interfaces[0]?.ipv6s).toEqual(['2001:db8::a']);
    await expect(assign('10.0.0.1')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('of IPv4, elastic ones too, are refused by an interface that has IPv6 alone', async () => {
    const simulator = await newSimulator();
    const node = await simulator.addNode({ name: 'six', interfaces: [{ privateIpv4s: [], ipv6s: ['2001:db8::6'] }] });
    const { allocationId: AllocationId } = simulator.addAddress();
    const [client, NetworkInterfaceId] = [ec2Of(simulator, node), interfaceOf(node)];
    const seat = client.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
    await expect(seat).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const assigned = { NetworkInterfaceId, PrivateIpAddresses: ['10.0.0.9'] };
    await expect(client.send(new AssignPrivateIpAddressesCommand(assigned))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    const { NetworkInterfaces } = await client.send(new DescribeNetworkInterfacesCommand({}));
    expect(NetworkInterfaces?.[0]).not.toHaveProperty('PrivateIpAddress');
  });
});

describe('DescribeNetworkInterfaces', () => {
  test('comes in pages, of which one may be empty before the last', async () => {
    const { simulator, client, b } = await nodes();
    simulator.world.interfacesPerPage = 1;
    const Filters = [{ Name: 'network-interface-id', Values: [b] }];
    const none = await client.send(new DescribeNetworkInterfacesCommand({ Filters }));
    expect(none).toMatchObject({ NetworkInterfaces: [], NextToken: expect.any(String) });
    const { NextToken } = none;
    const last = await client.send(new DescribeNetworkInterfacesCommand({ Filters, NextToken }));
    expect(last.NetworkInterfaces).toMatchObject([{ NetworkInterfaceId: b }]);
    expect(last.NextToken).toBeUndefined();
  });

  test('takes MaxResults from 5 on, without ids', async () => {
    const { client, b } = await nodes();
    const page = (more: object) => client.send(new DescribeNetworkInterfacesCommand(more));
    expect((await page({ MaxResults: 5 })).NetworkInterfaces).toHaveLength(2);
    await expect(page({ MaxResults: 4 })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    const both = page({ MaxResults: 5, NetworkInterfaceIds: [b] });
    await expect(both).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
    await expect(page({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidPaginationToken' });
  });
});

describe('an Elastic IP address', () => {
  test('that something has from which AWS takes nothing is AuthFailure with 400', async () => {
    const { client, take, address } = await nodes();
    Object.assign(address, { isForeign: true, associationId: 'eipassoc-9', networkInterfaceId: 'eni-9' });
    const refused = {
      name: 'AuthFailure',
      message: 'You do not have permission to access the specified resource.',
      $metadata: { httpStatusCode: 400 },
    };
    await expect(take()).rejects.toMatchObject(refused);
    const release = client.send(new DisassociateAddressCommand({ AssociationId: 'eipassoc-9' }));
    await expect(release).rejects.toMatchObject(refused);
    expect(address.associationId).toBe('eipassoc-9');
  });

  test.each([
    [true, 'moves'],
    [false, 'Resource.AlreadyAssociated'],
  ])('without AllowReassociation moves as the account has it (%s)', async (reassociatesByDefault, outcome) => {
    const { simulator, a, take } = await nodes();
    simulator.world.account.reassociatesByDefault = reassociatesByDefault;
    await take();
    const moved = take({ NetworkInterfaceId: a }).then(
      () => 'moves',
      (error) => error.name,
    );
    expect(await moved).toBe(outcome);
    await take({ NetworkInterfaceId: a, AllowReassociation: true });
  });

  test('released by an id that is gone is refused, or not, as the account has it', async () => {
    const { simulator, client } = await nodes();
    const release = () => client.send(new DisassociateAddressCommand({ AssociationId: 'eipassoc-9' }));
    await expect(release()).rejects.toMatchObject({ name: 'InvalidAssociationID.NotFound' });
    simulator.world.account.refusesGoneAssociation = false;
    await release();
  });
});

describe('a denial', () => {
  test('of EC2 names principal, action and resource, and has the encoded message', async () => {
    const { simulator, first, client, take } = await nodes();
    simulator.faults.add({ kind: 'deny' });
    const who = `User: arn:aws:sts::123456789012:assumed-role/kirikae-node/${first.instanceId} is not authorized to perform`;
    await expect(take()).rejects.toThrow(
      `You are not authorized to perform this operation. ${who}: ec2:AssociateAddress on resource: arn:aws:ec2:ap-northeast-1:123456789012:elastic-ip/eipalloc-1 because no identity-based policy allows the ec2:AssociateAddress action. Encoded authorization failure message: `,
    );
    await expect(client.send(new DescribeAddressesCommand({}))).rejects.toMatchObject({
      message: `You are not authorized to perform this operation. ${who}: ec2:DescribeAddresses because no identity-based policy allows the ec2:DescribeAddresses action`,
    });
    const route = { RouteTableId: 'rtb-1', DestinationCidrBlock: '10.9.0.1/32', NetworkInterfaceId: 'eni-1' };
    await expect(client.send(new ReplaceRouteCommand(route))).rejects.toThrow(':route-table/rtb-1 because');
  });

  test('of Route 53 names the zone', async () => {
    const { simulator, first } = await nodes();
    simulator.faults.add({ kind: 'deny' });
    const look = route53Of(simulator, first).send(new GetHostedZoneCommand({ Id: 'Z1' }));
    await expect(look).rejects.toThrow(
      'is not authorized to perform: route53:GetHostedZone on resource: arn:aws:route53:::hostedzone/Z1 because',
    );
  });
});

test('the metadata service shows addresses as they were before a write, for as long as it lags', async () => {
  const clock = standingClock();
  const { simulator, second, take } = await nodes({ now: clock.now });
  simulator.world.metadataLagMs = 2_000;
  clock.advance(10);
  const ask = (path: string, init?: RequestInit) => fetch(`${second.imdsUrl}/latest/${path}`, init);
  const ttl = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
  const token = await (await ask('api/token', { method: 'PUT', headers: ttl })).text();
  const shown = async () =>
    (await ask('meta-data/public-ipv4', { headers: { 'x-aws-ec2-metadata-token': token } })).status;
  await take();
  clock.advance(1_999);
  expect(await shown()).toBe(404);
  clock.advance(1);
  expect(await shown()).toBe(200);
});
