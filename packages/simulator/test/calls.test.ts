import { request } from 'node:http';
import { AssociateAddressCommand, DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import { ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import { startSimulator } from '../src/index.ts';
import { ec2Of, interfaceOf, newSimulator, route53Of, standingClock, twoNodes } from './simulation.ts';

describe('the call log', () => {
  test('holds what was asked, by whom, when, and what came of it', async () => {
    const clock = standingClock(1_000);
    const { simulator, first } = await twoNodes({ now: clock.now });
    const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(first) };
    await ec2Of(simulator, first).send(new AssociateAddressCommand(seat));
    expect(simulator.calls).toEqual([
      {
        service: 'ec2',
        action: 'AssociateAddress',
        caller: 'first',
        at: 1_000,
        params: seat,
        status: 200,
        error: null,
        userAgent: expect.stringContaining('aws-sdk-js/'),
        write: true,
        fault: null,
      },
    ]);
  });

  test('holds path, query and body of Route 53 calls', async () => {
    const { simulator, first } = await twoNodes();
    simulator.addZone({ name: 'example.com', id: 'Z1' });
    const client = route53Of(simulator, first);
    await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1', StartRecordName: 'a.example.com' }));
    const ResourceRecordSet = {
      Name: 'a.example.com',
      Type: 'TXT' as const,
      TTL: 60,
      ResourceRecords: [{ Value: '"x"' }],
    };
    const ChangeBatch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet }] };
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch }));
    const change = { Action: 'CREATE', ResourceRecordSet: { Name: 'a.example.com', Type: 'TXT', TTL: '60' } };
    const body = { ChangeResourceRecordSetsRequest: { ChangeBatch: { Changes: { Change: [change] } } } };
    expect(simulator.calls).toMatchObject([
      { action: 'ListResourceRecordSets', params: { Id: 'Z1', name: 'a.example.com' }, write: false },
      { action: 'ChangeResourceRecordSets', params: { Id: 'Z1', body }, write: true },
    ]);
  });
});

describe('a hook', () => {
  test('runs before the call is handled and may change the world', async () => {
    const { simulator, first, address } = await twoNodes();
    const seen: (string | null)[] = [];
    simulator.onCall(async (call) => {
      await Promise.resolve();
      seen.push(`${call.action} ${call.status} ${address.associationId}`);
      address.publicIp = '203.0.113.77';
    });
    const { Addresses } = await ec2Of(simulator, first).send(new DescribeAddressesCommand({}));
    expect(Addresses?.[0]?.PublicIp).toBe('203.0.113.77');
    expect(seen).toEqual(['DescribeAddresses 0 null']);
  });

  test('holds a call back while another passes', async () => {
    const { simulator, first, second, address } = await twoNodes();
    const gate = Promise.withResolvers<void>();
    simulator.onCall((call) => (call.caller === 'first' ? gate.promise : undefined));
    const take = (node: typeof first) => {
      const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(node) };
      return ec2Of(simulator, node).send(new AssociateAddressCommand(seat));
    };
    const held = take(first);
    await take(second);
    expect(address.networkInterfaceId).toBe(interfaceOf(second));
    gate.resolve();
    await held;
    expect(address.networkInterfaceId).toBe(interfaceOf(first));
  });

  test('runs no more after it was removed', async () => {
    const { simulator, first } = await twoNodes();
    let runs = 0;
    const remove = simulator.onCall(() => {
      runs += 1;
    });
    await ec2Of(simulator, first).send(new DescribeAddressesCommand({}));
    remove();
    await ec2Of(simulator, first).send(new DescribeAddressesCommand({}));
    expect(runs).toBe(1);
  });

  test('that throws fails the call with a 500 that tells why', async () => {
    const { simulator, first } = await twoNodes();
    simulator.onCall(() => {
      throw new Error('the test is wrong');
    });
    const call = ec2Of(simulator, first).send(new DescribeAddressesCommand({}));
    await expect(call).rejects.toThrow('the test is wrong');
    expect(simulator.calls).toMatchObject([{ status: 500, error: 'SimulatorDefect' }]);
  });
});

describe('a simulator', () => {
  test('closes with a request still unanswered and a slow one on the way', async () => {
    const simulator = await startSimulator();
    const node = await simulator.addNode({ name: 'one' });
    simulator.faults.add({ kind: 'unreachable', how: 'silent', times: 1 });
    simulator.faults.add({ kind: 'latency', ms: 3_600_000 });
    const unanswered = fetch(`${node.imdsUrl}/latest/api/token`, { method: 'PUT' }).catch(() => 'closed');
    const slow = fetch(simulator.url, { method: 'POST' }).catch(() => 'closed');
    await expect.poll(() => simulator.calls.length, { timeout: 5_000 }).toBe(2);
    await simulator.close();
    expect(await Promise.all([unanswered, slow])).toEqual(['closed', 'closed']);
    await expect(fetch(simulator.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('keeps connections alive', async () => {
    const { simulator, first } = await twoNodes();
    const client = ec2Of(simulator, first);
    await client.send(new DescribeAddressesCommand({}));
    const connection = await new Promise((resolve, reject) => {
      const asked = request(simulator.url, { method: 'POST', headers: { connection: 'keep-alive' } });
      asked.on('response', (answer) => resolve(answer.resume().headers.connection)).on('error', reject);
      asked.end();
    });
    expect(connection).toBe('keep-alive');
  });

  test('does not take two nodes of one name', async () => {
    const simulator = await newSimulator();
    await simulator.addNode({ name: 'one' });
    await expect(simulator.addNode({ name: 'one' })).rejects.toThrow("there is a node 'one' already");
  });

  test('makes ids, addresses and keys that tell nodes apart', async () => {
    const { simulator, first, second } = await twoNodes();
    expect(first.instanceId).toMatch(/^i-[0-9a-f]{17}$/);
    expect(first.accessKeyId).toMatch(/^ASIA[0-9A-Z]{16}$/);
    for (const key of ['instanceId', 'imdsUrl', 'accessKeyId'] as const) expect(first[key]).not.toBe(second[key]);
    expect(simulator.world.interfaces.map((one) => one.privateIpv4s)).toEqual([['10.0.1.10'], ['10.0.2.10']]);
    expect(JSON.parse(JSON.stringify(simulator.world))).toEqual(simulator.world);
  });
});
