import { AssociateAddressCommand, DescribeAddressesCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetHostedZoneCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import type { SimulatedNode } from '../src/index.ts';
import { ec2Of, interfaceOf, route53Of, twoNodes } from './simulation.ts';

const stranger = { accessKeyId: 'AKIASTRANGER00000000', secretAccessKey: 'x' };

describe('who signs', () => {
  test('is known by the access key', async () => {
    const { simulator, first, second } = await twoNodes();
    await ec2Of(simulator, second).send(new DescribeAddressesCommand({}));
    await ec2Of(simulator, first).send(new DescribeAddressesCommand({}));
    expect(simulator.calls.map((call) => call.caller)).toEqual(['second', 'first']);
  });

  test('gets AuthFailure (401) from EC2 with an unknown key', async () => {
    const { simulator, first } = await twoNodes();
    const call = ec2Of(simulator, first, { credentials: stranger }).send(new DescribeAddressesCommand({}));
    await expect(call).rejects.toMatchObject({ name: 'AuthFailure', $metadata: { httpStatusCode: 401 } });
    expect(simulator.calls).toMatchObject([{ caller: null, status: 401, error: 'AuthFailure' }]);
  });

  test('gets InvalidClientTokenId (403) from Route 53 with an unknown key', async () => {
    const { simulator, first } = await twoNodes();
    const call = route53Of(simulator, first, { credentials: stranger }).send(new GetHostedZoneCommand({ Id: 'Z1' }));
    await expect(call).rejects.toMatchObject({ name: 'InvalidClientTokenId', $metadata: { httpStatusCode: 403 } });
  });

  test('needs the session token of a temporary key', async () => {
    const { simulator, first } = await twoNodes();
    const { accessKeyId, secretAccessKey } = first.credentials;
    const client = ec2Of(simulator, first, { credentials: { accessKeyId, secretAccessKey } });
    await expect(client.send(new DescribeAddressesCommand({}))).rejects.toMatchObject({ name: 'AuthFailure' });
  });

  test('needs no session token with a long-term key that a test adds', async () => {
    const { simulator, first } = await twoNodes();
    simulator.world.credentials.push({
      ...stranger,
      sessionToken: null,
      caller: 'operator',
      principal: 'arn:aws:iam::123456789012:user/operator',
      roleArn: null,
      expiresAt: null,
    });
    await ec2Of(simulator, first, { credentials: stranger }).send(new DescribeAddressesCommand({}));
    expect(simulator.calls).toMatchObject([{ caller: 'operator', status: 200 }]);
  });

  test('must sign: AuthFailure (401) from EC2, MissingAuthenticationToken (403) from Route 53', async () => {
    const { simulator } = await twoNodes();
    const body = new URLSearchParams({ Action: 'DescribeAddresses', Version: '2016-11-15' });
    const ec2 = await fetch(simulator.url, { method: 'POST', body });
    const route53 = await fetch(`${simulator.url}/2013-04-01/hostedzone/Z1`);
    expect([ec2.status, route53.status]).toEqual([401, 403]);
    expect(await ec2.text()).toContain('<Response><Errors><Error><Code>AuthFailure</Code>');
    expect(await route53.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    expect(route53.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a signature', () => {
  const wrong = (node: SimulatedNode) => ({ ...node.credentials, secretAccessKey: 'wrong' });

  test('by the wrong secret is AuthFailure (401) of EC2, SignatureDoesNotMatch (403) of Route 53', async () => {
    const { simulator, first } = await twoNodes();
    const look = ec2Of(simulator, first, { credentials: wrong(first) }).send(new DescribeAddressesCommand({}));
    await expect(look).rejects.toMatchObject({ name: 'AuthFailure', $metadata: { httpStatusCode: 401 } });
    const zone = route53Of(simulator, first, { credentials: wrong(first) }).send(
      new GetHostedZoneCommand({ Id: 'Z1' }),
    );
    await expect(zone).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message: expect.stringMatching(/^The request signature we calculated does not match/),
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('covers path and query', async () => {
    const { simulator, first } = await twoNodes();
    const { id } = simulator.addZone({ name: 'example.com' });
    const list = new ListResourceRecordSetsCommand({
      HostedZoneId: id,
      StartRecordName: "*.a b'(c)!.example.com",
      StartRecordType: 'A',
    });
    await expect(route53Of(simulator, first).send(list)).rejects.toMatchObject({ name: 'InvalidInput' });
    const fits = new ListResourceRecordSetsCommand({ HostedZoneId: id, StartRecordName: "*.a'(c)!.example.com" });
    await route53Of(simulator, first).send(fits);
  });

  test.each([
    ['ap-northeast-1', 'us-east-1'],
    ['cn-north-1', 'cn-northwest-1'],
    ['us-gov-east-1', 'us-gov-west-1'],
  ])('for Route 53 from %s is one for %s', async (region, signing) => {
    const { simulator, first } = await twoNodes({ region });
    const { id } = simulator.addZone({ name: 'example.com' });
    await route53Of(simulator, first, { region: signing }).send(new GetHostedZoneCommand({ Id: id }));
    await expect(
      route53Of(simulator, first, { region }).send(new GetHostedZoneCommand({ Id: id })),
    ).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message: `Credential should be scoped to a valid region, not '${region}'. `,
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('a wrong region', () => {
  test('looks empty: lists without members, ids not found', async () => {
    const { simulator, first, address } = await twoNodes();
    const client = ec2Of(simulator, first, { region: 'us-east-1' });
    expect((await client.send(new DescribeAddressesCommand({}))).Addresses).toEqual([]);
    expect((await client.send(new DescribeInstancesCommand({}))).Reservations).toEqual([]);
    const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(first) };
    const move = client.send(new AssociateAddressCommand(seat));
    await expect(move).rejects.toMatchObject({ name: 'InvalidAllocationID.NotFound' });
    expect(address.associationId).toBeNull();
  });

  test('is any but the one the simulator was started with', async () => {
    const { simulator, first } = await twoNodes({ region: 'eu-central-1' });
    const { Addresses } = await ec2Of(simulator, first).send(new DescribeAddressesCommand({}));
    expect(Addresses).toHaveLength(1);
  });
});
