import {
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
} from '@aws-sdk/client-route-53';
import { describe, expect, test } from 'vitest';
import type { RecordSet } from '../src/index.ts';
import { newSimulator, route53Of } from './simulation.ts';

const a = (name: string, more: Partial<RecordSet> = {}): RecordSet => {
  return { name, type: 'A', ttl: 60, values: ['192.0.2.1'], ...more };
};

async function zoneWith(recordSets: RecordSet[]) {
  const simulator = await newSimulator();
  const node = await simulator.addNode({ name: 'one' });
  const zone = simulator.addZone({ name: 'Example.com', id: 'Z1', recordSets });
  const client = route53Of(simulator, node);
  const list = (input: Partial<ListResourceRecordSetsCommandInput> = {}) =>
    client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1', ...input }));
  return { simulator, node, zone, client, list };
}

describe('ListResourceRecordSets', () => {
  test('sorts by the name with its labels reversed, then by type', async () => {
    const { list } = await zoneWith([
      a('zebra.example.com'),
      a('b.apple.example.com'),
      { name: 'apple.example.com', type: 'TXT', ttl: 60, values: ['"x"'] },
      a('apple.example.com'),
      a('*.example.com'),
    ]);
    const { ResourceRecordSets, IsTruncated } = await list();
    expect(ResourceRecordSets?.map((set) => `${set.Name} ${set.Type}`)).toEqual([
      'example.com. NS',
      'example.com. SOA',
      '\\052.example.com. A',
      'apple.example.com. A',
      'apple.example.com. TXT',
      'b.apple.example.com. A',
      'zebra.example.com. A',
    ]);
    expect(IsTruncated).toBe(false);
  });

  test('shows names in lower case with a trailing dot, whatever they were written as', async () => {
    const { list } = await zoneWith([a('WWW.Example.COM')]);
    const { ResourceRecordSets } = await list({ StartRecordName: 'www.EXAMPLE.com', StartRecordType: 'A' });
    expect(ResourceRecordSets).toEqual([
      { Name: 'www.example.com.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] },
    ]);
  });

  test('begins at name, type and identifier', async () => {
    const weighted = ['a', 'b', 'c'].map((setIdentifier) => a('www.example.com', { setIdentifier, weight: 1 }));
    const { list } = await zoneWith([a('after.example.com'), ...weighted, a('xyz.example.com')]);
    const start = { StartRecordName: 'www.example.com', StartRecordType: 'A', StartRecordIdentifier: 'b' } as const;
    const { ResourceRecordSets } = await list(start);
    expect(ResourceRecordSets?.map((set) => set.SetIdentifier ?? set.Name)).toEqual(['b', 'c', 'xyz.example.com.']);
  });

  test('begins at the next name when the asked one is not there', async () => {
    const { list } = await zoneWith([a('b.example.com'), a('d.example.com')]);
    const { ResourceRecordSets } = await list({ StartRecordName: 'c.example.com', MaxItems: 1 });
    expect(ResourceRecordSets?.map((set) => set.Name)).toEqual(['d.example.com.']);
  });

  test('tells where the next page begins', async () => {
    const weighted = ['a', 'b'].map((setIdentifier) => a('www.example.com', { setIdentifier, weight: 1 }));
    const { list } = await zoneWith(weighted);
    const page = await list({ MaxItems: 3 });
    expect(page).toMatchObject({
      IsTruncated: true,
      NextRecordName: 'www.example.com.',
      NextRecordType: 'A',
      NextRecordIdentifier: 'b',
    });
    expect(page.ResourceRecordSets).toHaveLength(3);
  });

  test('gives 300 record sets a page at most', async () => {
    const many = Array.from({ length: 320 }, (_, index) => a(`n${index}.example.com`));
    const { list } = await zoneWith(many);
    expect((await list({ MaxItems: 1_000 })).ResourceRecordSets).toHaveLength(300);
    expect((await list()).IsTruncated).toBe(true);
  });

  test('shows alias, routing and health check fields', async () => {
    const aliasTarget = { hostedZoneId: 'Z2', dnsName: 'lb.example.net.', evaluateTargetHealth: true };
    const { list } = await zoneWith([
      { name: 'x.example.com', type: 'A', values: [], aliasTarget, setIdentifier: 'p', failover: 'PRIMARY' },
      a('y.example.com', { setIdentifier: 'm', multiValueAnswer: true, healthCheckId: 'hc-1' }),
    ]);
    const { ResourceRecordSets } = await list({ StartRecordName: 'x.example.com' });
    expect(ResourceRecordSets).toMatchObject([
      {
        AliasTarget: { HostedZoneId: 'Z2', DNSName: 'lb.example.net.', EvaluateTargetHealth: true },
        Failover: 'PRIMARY',
      },
      { SetIdentifier: 'm', MultiValueAnswer: true, HealthCheckId: 'hc-1' },
    ]);
    expect(ResourceRecordSets?.[0]?.TTL).toBeUndefined();
  });

  test('does not find an unknown zone (404)', async () => {
    const { list } = await zoneWith([]);
    const refused = { name: 'NoSuchHostedZone', $metadata: { httpStatusCode: 404 } };
    await expect(list({ HostedZoneId: 'Z9' })).rejects.toMatchObject(refused);
  });

  test('refuses a start type without a start name', async () => {
    const { list } = await zoneWith([]);
    await expect(list({ StartRecordType: 'A' })).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('GetHostedZone', () => {
  test('shows a public zone with its name servers', async () => {
    const { client, zone } = await zoneWith([]);
    expect(await client.send(new GetHostedZoneCommand({ Id: '/hostedzone/Z1' }))).toMatchObject({
      HostedZone: {
        Id: '/hostedzone/Z1',
        Name: 'example.com.',
        Config: { PrivateZone: false },
        ResourceRecordSetCount: 2,
      },
      DelegationSet: { NameServers: zone.nameServers },
    });
  });

  test('shows a private zone as private', async () => {
    const { client, simulator } = await zoneWith([]);
    simulator.addZone({ name: 'internal.test', id: 'Z2', private: true });
    const { HostedZone, VPCs } = await client.send(new GetHostedZoneCommand({ Id: 'Z2' }));
    expect(HostedZone?.Config?.PrivateZone).toBe(true);
    expect(VPCs).toHaveLength(1);
  });
});

test('a Route 53 operation without a model fails loudly', async () => {
  const { client } = await zoneWith([]);
  const message = 'the simulator does not model the Route 53 operation GET /2013-04-01/hostedzone';
  await expect(client.send(new ListHostedZonesCommand({}))).rejects.toMatchObject({ name: 'InvalidAction', message });
});
