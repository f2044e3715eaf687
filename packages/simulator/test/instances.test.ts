import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ec2Of, interfaceOf, newSimulator, twoNodes } from './simulation.ts';

describe('DescribeNetworkInterfaces', () => {
  test('shows addresses, attachment and the auto-assigned public IPv4', async () => {
    const simulator = await newSimulator();
    const interfaces = [
      { id: 'eni-a', mac: '06:aa:00:00:00:01', privateIpv4s: ['10.0.0.5', '10.0.0.6'], publicIpv4: '198.51.100.9' },
      { id: 'eni-b', privateIpv4s: ['10.0.1.5'], ipv6s: ['2001:db8::5'] },
    ];
    const node = await simulator.addNode({ name: 'one', instanceId: 'i-one', interfaces });
    const Filters = [{ Name: 'attachment.instance-id', Values: ['i-one'] }];
    const { NetworkInterfaces } = await ec2Of(simulator, node).send(new DescribeNetworkInterfacesCommand({ Filters }));
    expect(NetworkInterfaces).toMatchObject([
      {
        NetworkInterfaceId: 'eni-a',
        MacAddress: '06:aa:00:00:00:01',
        PrivateIpAddress: '10.0.0.5',
        Association: { PublicIp: '198.51.100.9', IpOwnerId: 'amazon' },
        Attachment: { InstanceId: 'i-one', DeviceIndex: 0, Status: 'attached' },
        PrivateIpAddresses: [
          { PrivateIpAddress: '10.0.0.5', Primary: true },
          { PrivateIpAddress: '10.0.0.6', Primary: false },
        ],
      },
      { NetworkInterfaceId: 'eni-b', Attachment: { DeviceIndex: 1 }, Ipv6Addresses: [{ Ipv6Address: '2001:db8::5' }] },
    ]);
  });

  test('answers an unknown id with an error, an unknown filter value with an empty list', async () => {
    const { simulator, first } = await twoNodes();
    const client = ec2Of(simulator, first);
    const byId = client.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ['eni-x'] }));
    await expect(byId).rejects.toMatchObject({ name: 'InvalidNetworkInterfaceID.NotFound' });
    const Filters = [{ Name: 'network-interface-id', Values: ['eni-x'] }];
    const { NetworkInterfaces } = await client.send(new DescribeNetworkInterfacesCommand({ Filters }));
    expect(NetworkInterfaces).toEqual([]);
  });
});

describe('DescribeInstances', () => {
  test('shows id, state and interfaces', async () => {
    const { simulator, first, second } = await twoNodes();
    const stopped = simulator.world.instances.find((instance) => instance.name === 'second');
    if (stopped !== undefined) stopped.state = 'stopped';
    const command = new DescribeInstancesCommand({ InstanceIds: [second.instanceId] });
    const { Reservations } = await ec2Of(simulator, first).send(command);
    expect(Reservations?.flatMap((reservation) => reservation.Instances)).toMatchObject([
      {
        InstanceId: second.instanceId,
        State: { Code: 80, Name: 'stopped' },
        PrivateIpAddress: '10.0.2.10',
        NetworkInterfaces: [{ NetworkInterfaceId: interfaceOf(second) }],
      },
    ]);
  });

  test('does not find an unknown id', async () => {
    const { simulator, first } = await twoNodes();
    const byId = ec2Of(simulator, first).send(new DescribeInstancesCommand({ InstanceIds: ['i-x'] }));
    await expect(byId).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  });
});

test('an EC2 action without a model fails loudly', async () => {
  const { simulator, first } = await twoNodes();
  const message = 'the simulator does not model the EC2 action DescribeSubnets';
  const refused = { name: 'InvalidAction', message, $metadata: { httpStatusCode: 400 } };
  await expect(ec2Of(simulator, first).send(new DescribeSubnetsCommand({}))).rejects.toMatchObject(refused);
  expect(simulator.calls).toMatchObject([{ action: 'DescribeSubnets', error: 'InvalidAction' }]);
});
