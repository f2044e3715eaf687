import {
  AssociateAddressCommand,
  DescribeAddressesCommand,
  type DescribeAddressesCommandInput,
  DisassociateAddressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ec2Of, interfaceOf, twoNodes } from './simulation.ts';

async function associated() {
  const nodes = await twoNodes();
  nodes.simulator.addAddress({ allocationId: 'eipalloc-free', publicIp: '203.0.113.5' });
  const client = ec2Of(nodes.simulator, nodes.first);
  const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(nodes.first) };
  const { AssociationId: associationId = '' } = await client.send(new AssociateAddressCommand(seat));
  const found = async (input: DescribeAddressesCommandInput) => {
    const { Addresses } = await client.send(new DescribeAddressesCommand(input));
    return Addresses?.map((shown) => shown.AllocationId);
  };
  return { ...nodes, client, associationId, found };
}

describe('DescribeAddresses', () => {
  test('shows a free address without association, interface, instance and private IP', async () => {
    const { client } = await associated();
    const { Addresses } = await client.send(new DescribeAddressesCommand({ AllocationIds: ['eipalloc-free'] }));
    expect(Addresses).toHaveLength(1);
    for (const name of ['AssociationId', 'NetworkInterfaceId', 'InstanceId', 'PrivateIpAddress'] as const) {
      expect(Addresses?.[0]?.[name]).toBeUndefined();
    }
  });

  test('finds by each filter', async () => {
    const { found, first, associationId } = await associated();
    const values = {
      'allocation-id': 'eipalloc-1',
      'association-id': associationId,
      'network-interface-id': interfaceOf(first),
      'private-ip-address': '10.0.1.10',
      'public-ip': '203.0.113.50',
      'instance-id': first.instanceId,
    };
    for (const [Name, value] of Object.entries(values)) {
      expect(await found({ Filters: [{ Name, Values: ['nothing', value] }] }), Name).toEqual(['eipalloc-1']);
    }
  });

  test('compares addresses whole: 203.0.113.5 is not 203.0.113.50', async () => {
    const { found } = await associated();
    expect(await found({ Filters: [{ Name: 'public-ip', Values: ['203.0.113.5'] }] })).toEqual(['eipalloc-free']);
    expect(await found({ PublicIps: ['203.0.113.5'] })).toEqual(['eipalloc-free']);
  });

  test('wants every filter met', async () => {
    const { found } = await associated();
    const Filters = [
      { Name: 'public-ip', Values: ['203.0.113.50'] },
      { Name: 'allocation-id', Values: ['eipalloc-free'] },
    ];
    expect(await found({ Filters })).toEqual([]);
  });

  test('answers an unknown id with an error, an unknown filter value with an empty list', async () => {
    const { found } = await associated();
    await expect(found({ AllocationIds: ['eipalloc-x'] })).rejects.toMatchObject({
      name: 'InvalidAllocationID.NotFound',
    });
    await expect(found({ PublicIps: ['192.0.2.1'] })).rejects.toMatchObject({ name: 'InvalidAddress.NotFound' });
    expect(await found({ Filters: [{ Name: 'allocation-id', Values: ['eipalloc-x'] }] })).toEqual([]);
  });

  test('refuses a filter it does not model, and wildcards', async () => {
    const { found } = await associated();
    const refused = { name: 'InvalidParameterValue' };
    await expect(found({ Filters: [{ Name: 'tag:Name', Values: ['x'] }] })).rejects.toMatchObject(refused);
    await expect(found({ Filters: [{ Name: 'public-ip', Values: ['203.*'] }] })).rejects.toMatchObject(refused);
  });
});

describe('DisassociateAddress', () => {
  test('frees the address', async () => {
    const { client, associationId, address } = await associated();
    await client.send(new DisassociateAddressCommand({ AssociationId: associationId }));
    expect(address).toMatchObject({ associationId: null, networkInterfaceId: null, privateIp: null });
  });

  test('does not find the association id of before the move, and leaves the new owner alone', async () => {
    const { simulator, client, second, associationId, address } = await associated();
    const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(second) };
    await ec2Of(simulator, second).send(new AssociateAddressCommand(seat));
    const release = client.send(new DisassociateAddressCommand({ AssociationId: associationId }));
    await expect(release).rejects.toMatchObject({ name: 'InvalidAssociationID.NotFound' });
    expect(address.networkInterfaceId).toBe(interfaceOf(second));
  });

  test('refuses an address in place of an association id', async () => {
    const { client } = await associated();
    const release = client.send(new DisassociateAddressCommand({ PublicIp: '203.0.113.50' }));
    await expect(release).rejects.toMatchObject({
      name: 'UnknownParameter',
      message: expect.stringContaining('PublicIp'),
    });
  });
});
