import {
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ec2Of, interfaceOf, newSimulator, twoNodes } from './simulation.ts';

const to = (networkInterfaceId: string, more: object = {}) =>
  new AssociateAddressCommand({ AllocationId: 'eipalloc-1', NetworkInterfaceId: networkInterfaceId, ...more });

describe('AssociateAddress', () => {
  test('moves the address to the second caller and gives a new association id', async () => {
    const { simulator, first, second } = await twoNodes();
    const before = await ec2Of(simulator, first).send(to(interfaceOf(first)));
    const after = await ec2Of(simulator, second).send(to(interfaceOf(second)));
    const { Addresses } = await ec2Of(simulator, first).send(new DescribeAddressesCommand({}));
    expect(after.AssociationId).toMatch(/^eipassoc-/);
    expect(after.AssociationId).not.toBe(before.AssociationId);
    expect(Addresses).toMatchObject([
      {
        AllocationId: 'eipalloc-1',
        PublicIp: '203.0.113.50',
        AssociationId: after.AssociationId,
        InstanceId: second.instanceId,
        NetworkInterfaceId: interfaceOf(second),
        PrivateIpAddress: '10.0.2.10',
      },
    ]);
  });

  test('moves when AllowReassociation is true', async () => {
    const { simulator, first, second, address } = await twoNodes();
    await ec2Of(simulator, first).send(to(interfaceOf(first)));
    await ec2Of(simulator, second).send(to(interfaceOf(second), { AllowReassociation: true }));
    expect(address.networkInterfaceId).toBe(interfaceOf(second));
  });

  test('refuses with Resource.AlreadyAssociated when AllowReassociation is false and another interface has it', async () => {
    const { simulator, first, second, address } = await twoNodes();
    await ec2Of(simulator, first).send(to(interfaceOf(first)));
    const move = ec2Of(simulator, second).send(to(interfaceOf(second), { AllowReassociation: false }));
    await expect(move).rejects.toMatchObject({ name: 'Resource.AlreadyAssociated' });
    expect(address.networkInterfaceId).toBe(interfaceOf(first));
  });

  test('gives a free address with AllowReassociation false', async () => {
    const { simulator, first, address } = await twoNodes();
    await ec2Of(simulator, first).send(to(interfaceOf(first), { AllowReassociation: false }));
    expect(address.networkInterfaceId).toBe(interfaceOf(first));
  });

  test('succeeds with a new association id where the address already is', async () => {
    const { simulator, first, address } = await twoNodes();
    const before = await ec2Of(simulator, first).send(to(interfaceOf(first)));
    const after = await ec2Of(simulator, first).send(to(interfaceOf(first), { AllowReassociation: false }));
    expect(after.AssociationId).not.toBe(before.AssociationId);
    expect(address.associationId).toBe(after.AssociationId);
  });

  test('silently disassociates another address on the target private IP', async () => {
    const { simulator, first } = await twoNodes();
    const other = simulator.addAddress({ allocationId: 'eipalloc-2' });
    const client = ec2Of(simulator, first);
    await client.send(
      new AssociateAddressCommand({ AllocationId: 'eipalloc-2', NetworkInterfaceId: interfaceOf(first) }),
    );
    await client.send(to(interfaceOf(first)));
    expect(other).toMatchObject({ associationId: null, networkInterfaceId: null, privateIp: null });
  });

  test('leaves another address alone that is on another private IP of the interface', async () => {
    const simulator = await newSimulator();
    const node = await simulator.addNode({ name: 'one', interfaces: [{ privateIpv4s: ['10.0.0.5', '10.0.0.6'] }] });
    const address = simulator.addAddress({ allocationId: 'eipalloc-1' });
    const other = simulator.addAddress({ allocationId: 'eipalloc-2' });
    const client = ec2Of(simulator, node);
    await client.send(
      new AssociateAddressCommand({ AllocationId: 'eipalloc-2', NetworkInterfaceId: interfaceOf(node) }),
    );
    await client.send(to(interfaceOf(node), { PrivateIpAddress: '10.0.0.6' }));
    expect(other.privateIp).toBe('10.0.0.5');
    expect(address.privateIp).toBe('10.0.0.6');
  });

  test('releases the auto-assigned public IPv4 of the primary private IP, and gives a new one when the address leaves', async () => {
    const simulator = await newSimulator();
    const interfaces = [{ privateIpv4s: ['10.0.0.5'], publicIpv4: '198.51.100.200' }];
    const node = await simulator.addNode({ name: 'one', interfaces });
    const other = await simulator.addNode({ name: 'two' });
    simulator.addAddress({ allocationId: 'eipalloc-1' });
    await ec2Of(simulator, node).send(to(interfaceOf(node)));
    expect(node.interfaces[0]?.publicIpv4).toBeNull();
    await ec2Of(simulator, other).send(to(interfaceOf(other)));
    expect(node.interfaces[0]?.publicIpv4).toMatch(/^198\.51\.100\.\d+$/);
  });

  test('leaves a node with two interfaces without a public IPv4 when the address leaves', async () => {
    const simulator = await newSimulator();
    const interfaces = [{ privateIpv4s: ['10.0.0.5'], publicIpv4: '198.51.100.200' }, { privateIpv4s: ['10.0.0.6'] }];
    const node = await simulator.addNode({ name: 'one', interfaces });
    const other = await simulator.addNode({ name: 'two' });
    simulator.addAddress({ allocationId: 'eipalloc-1' });
    await ec2Of(simulator, node).send(to(interfaceOf(node)));
    await ec2Of(simulator, other).send(to(interfaceOf(other)));
    expect(node.interfaces[0]?.publicIpv4).toBeNull();
  });

  test('takes an instance id when the instance has exactly one interface', async () => {
    const { simulator, first, address } = await twoNodes();
    const { instanceId } = first;
    const command = new AssociateAddressCommand({ AllocationId: 'eipalloc-1', InstanceId: instanceId });
    await ec2Of(simulator, first).send(command);
    expect(address.networkInterfaceId).toBe(interfaceOf(first));
  });

  test('refuses an instance id with InvalidInstanceID when the instance has two interfaces', async () => {
    const { simulator, first } = await twoNodes();
    const interfaces = [{ privateIpv4s: ['10.9.0.5'] }, { privateIpv4s: ['10.9.0.6'] }];
    const { instanceId } = await simulator.addNode({ name: 'wide', interfaces });
    const command = new AssociateAddressCommand({ AllocationId: 'eipalloc-1', InstanceId: instanceId });
    await expect(ec2Of(simulator, first).send(command)).rejects.toMatchObject({ name: 'InvalidInstanceID' });
  });

  test.each([
    ['InvalidAllocationID.NotFound', { AllocationId: 'eipalloc-none' }],
    ['InvalidNetworkInterfaceID.NotFound', { NetworkInterfaceId: 'eni-none' }],
    ['InvalidParameterValue', { PrivateIpAddress: '10.99.99.99' }],
    ['InvalidInstanceID.NotFound', { NetworkInterfaceId: undefined, InstanceId: 'i-none' }],
    ['InvalidParameterCombination', { InstanceId: 'i-none' }],
    ['MissingParameter', { NetworkInterfaceId: undefined }],
    ['UnknownParameter', { PublicIp: '203.0.113.50' }],
  ])('refuses with %s for %o and leaves the address free', async (name, input) => {
    const { simulator, first, address } = await twoNodes();
    const move = ec2Of(simulator, first).send(to(interfaceOf(first), input));
    await expect(move).rejects.toMatchObject({ name });
    expect(address.associationId).toBeNull();
  });

  test('answers a dry run with DryRunOperation (412) and no effect', async () => {
    const { simulator, first, address } = await twoNodes();
    const move = ec2Of(simulator, first).send(to(interfaceOf(first), { DryRun: true }));
    await expect(move).rejects.toMatchObject({ name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } });
    expect(address.associationId).toBeNull();
    expect(simulator.calls).toMatchObject([{ action: 'AssociateAddress', write: false, error: 'DryRunOperation' }]);
  });

  test('shows the association on the interface', async () => {
    const { simulator, first } = await twoNodes();
    const { AssociationId } = await ec2Of(simulator, first).send(to(interfaceOf(first)));
    const command = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [interfaceOf(first)] });
    const { NetworkInterfaces } = await ec2Of(simulator, first).send(command);
    const association = { PublicIp: '203.0.113.50', AssociationId, AllocationId: 'eipalloc-1' };
    expect(NetworkInterfaces).toMatchObject([
      { PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.10', Primary: true, Association: association }] },
    ]);
  });
});
