import { AssociateAddressCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { faulted, look } from './faulted.ts';
import { ec2Of, interfaceOf } from './simulation.ts';

describe('a fault rule', () => {
  test('hits only the service, the action and the caller it names', async () => {
    const { simulator, one, two, take, zone } = await faulted({
      kind: 'throttle',
      service: 'ec2',
      action: 'DescribeAddresses',
      caller: 'first',
    });
    await expect(look(one)).rejects.toMatchObject({ name: 'RequestLimitExceeded' });
    await Promise.all([look(two), take(), zone()]);
    expect(simulator.faults.injected).toEqual({ throttle: 1 });
  });

  test('ends after its times', async () => {
    const { simulator, one } = await faulted({ kind: 'throttle', times: 2 });
    await expect(look(one)).rejects.toThrow();
    await expect(look(one)).rejects.toThrow();
    await look(one);
    expect(simulator.faults.injected).toEqual({ throttle: 2 });
  });

  test('ends when its remover is called or all are cleared', async () => {
    const { simulator, one } = await faulted();
    const remove = simulator.faults.add({ kind: 'throttle' });
    simulator.faults.add({ kind: 'deny' });
    remove();
    await expect(look(one)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    simulator.faults.clear();
    await look(one);
  });

  test('is ridden out by the retries of the client', async () => {
    const { simulator, first } = await faulted({
      kind: 'error',
      status: 500,
      code: 'InternalError',
      message: 'x',
      times: 1,
    });
    await look(ec2Of(simulator, first, { attempts: 2 }));
    expect(simulator.calls).toMatchObject([
      { status: 500, error: 'InternalError', fault: 'error' },
      { status: 200, error: null, fault: null },
    ]);
  });
});

describe('throttle', () => {
  test('is RequestLimitExceeded (503) from EC2, Throttling (400) from Route 53 and 503 from the metadata', async () => {
    const { first, one, zone } = await faulted({ kind: 'throttle' });
    const ec2 = { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } };
    const route53 = { name: 'Throttling', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } };
    await expect(look(one)).rejects.toMatchObject(ec2);
    await expect(zone()).rejects.toMatchObject(route53);
    expect((await fetch(`${first.imdsUrl}/latest/api/token`, { method: 'PUT' })).status).toBe(503);
  });
});

describe('latency', () => {
  test('answers late and right', async () => {
    const { simulator, one } = await faulted({ kind: 'latency', ms: 60 });
    const start = performance.now();
    await look(one);
    expect(performance.now() - start).toBeGreaterThan(50);
    expect(simulator.faults.injected).toEqual({ latency: 1 });
  });

  test('lets a request take effect whose client has given up', async () => {
    const { one, first, address, simulator } = await faulted({ kind: 'latency', ms: 100 });
    const command = new AssociateAddressCommand({ AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(first) });
    const client = new AbortController();
    simulator.onCall(() => client.abort());
    await expect(one.send(command, { abortSignal: client.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(address.associationId).toBeNull();
    await expect.poll(() => address.associationId, { timeout: 5_000 }).not.toBeNull();
    expect(simulator.calls).toHaveLength(1);
  });

  test('goes together with another fault', async () => {
    const { simulator, one } = await faulted({ kind: 'latency', ms: 1 }, { kind: 'throttle' });
    await expect(look(one)).rejects.toThrow();
    expect(simulator.faults.injected).toEqual({ latency: 1, throttle: 1 });
  });
});

describe('deny', () => {
  test('names the principal and the action, and has no effect', async () => {
    const { first, take, zone, address } = await faulted({ kind: 'deny' });
    const who = `User: arn:aws:sts::123456789012:assumed-role/kirikae-node/${first.instanceId} is not authorized to perform:`;
    await expect(take()).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringContaining(`${who} ec2:AssociateAddress`),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(zone()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(`${who} route53:GetHostedZone`),
      $metadata: { httpStatusCode: 403 },
    });
    expect(address.associationId).toBeNull();
  });

  test('denies a dry run too', async () => {
    const { one } = await faulted({ kind: 'deny', action: 'AssociateAddress' });
    const dryRun = new AssociateAddressCommand({ AllocationId: 'x', NetworkInterfaceId: 'y', DryRun: true });
    await expect(one.send(dryRun)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  test('leaves the metadata service alone', async () => {
    const { first } = await faulted({ kind: 'deny' });
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
    expect((await fetch(`${first.imdsUrl}/latest/api/token`, { method: 'PUT', headers })).status).toBe(200);
  });
});
