import { AssociateAddressCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import type { SimulatedNode } from '../src/index.ts';
import { ec2Of, interfaceOf, newSimulator, standingClock, twoNodes } from './simulation.ts';

const ttl = 'x-aws-ec2-metadata-token-ttl-seconds';

function askToken(node: SimulatedNode, headers: Record<string, string> = { [ttl]: '60' }): Promise<Response> {
  return fetch(`${node.imdsUrl}/latest/api/token`, { method: 'PUT', headers });
}

async function reader(node: SimulatedNode) {
  const token = await (await askToken(node)).text();
  const get = (path: string) =>
    fetch(`${node.imdsUrl}/latest/${path}`, { headers: { 'x-aws-ec2-metadata-token': token } });
  const read = async (path: string) => (await get(path)).text();
  return { get, read };
}

async function wideNode() {
  const simulator = await newSimulator();
  const node = await simulator.addNode({
    name: 'wide',
    instanceId: 'i-wide',
    interfaces: [
      { id: 'eni-a', mac: '06:00:00:00:00:0a', privateIpv4s: ['10.0.0.5', '10.0.0.6'], publicIpv4: '198.51.100.9' },
      { id: 'eni-b', mac: '06:00:00:00:00:0b', privateIpv4s: ['10.0.1.5'], ipv6s: ['2001:db8::5', '2001:db8::6'] },
    ],
  });
  return { simulator, node, ...(await reader(node)) };
}

describe('a metadata token', () => {
  test('is given with its time to live', async () => {
    const { first } = await twoNodes();
    const answer = await askToken(first);
    expect(answer.status).toBe(200);
    expect(answer.headers.get(ttl)).toBe('60');
    expect(await answer.text()).toMatch(/^\S{40,}$/);
  });

  test.each([{}, { [ttl]: '0' }, { [ttl]: '21601' }, { [ttl]: 'long' }])('is refused (400) for %o', async (headers) => {
    const { first } = await twoNodes();
    expect((await askToken(first, headers)).status).toBe(400);
  });

  test('is refused (403) behind a proxy', async () => {
    const { first } = await twoNodes();
    expect((await askToken(first, { [ttl]: '60', 'x-forwarded-for': '10.0.0.1' })).status).toBe(403);
  });

  test('is wanted for every read (401)', async () => {
    const { first, second } = await twoNodes();
    const other = await (await askToken(second)).text();
    for (const headers of [{}, { 'x-aws-ec2-metadata-token': 'wrong' }, { 'x-aws-ec2-metadata-token': other }]) {
      expect((await fetch(`${first.imdsUrl}/latest/meta-data/instance-id`, { headers })).status).toBe(401);
    }
  });

  test('expires', async () => {
    const clock = standingClock();
    const { first } = await twoNodes({ now: clock.now });
    const { get } = await reader(first);
    clock.advance(59_999);
    expect((await get('meta-data/instance-id')).status).toBe(200);
    clock.advance(1);
    expect((await get('meta-data/instance-id')).status).toBe(401);
  });
});

describe('metadata', () => {
  test.each([
    ['instance-id', 'i-wide'],
    ['mac', '06:00:00:00:00:0a'],
    ['local-ipv4', '10.0.0.5'],
    ['public-ipv4', '198.51.100.9'],
    ['placement/region', 'ap-northeast-1'],
    ['placement/availability-zone', 'ap-northeast-1a'],
    ['hostname', 'ip-10-0-0-5.ap-northeast-1.compute.internal'],
    ['iam/security-credentials/', 'kirikae-node'],
    ['network/interfaces/macs/', '06:00:00:00:00:0a/\n06:00:00:00:00:0b/'],
    ['network/interfaces/macs/06:00:00:00:00:0a/interface-id', 'eni-a'],
    ['network/interfaces/macs/06:00:00:00:00:0b/device-number', '1'],
    ['network/interfaces/macs/06:00:00:00:00:0a/local-ipv4s', '10.0.0.5\n10.0.0.6'],
    ['network/interfaces/macs/06:00:00:00:00:0a/public-ipv4s', '198.51.100.9'],
    ['network/interfaces/macs/06:00:00:00:00:0a/ipv4-associations/', '198.51.100.9'],
    ['network/interfaces/macs/06:00:00:00:00:0a/ipv4-associations/198.51.100.9', '10.0.0.5'],
    ['network/interfaces/macs/06:00:00:00:00:0b/ipv6s', '2001:db8::5\n2001:db8::6'],
  ])('shows %s', async (path, text) => {
    const { read } = await wideNode();
    expect(await read(`meta-data/${path}`)).toBe(text);
  });

  test('lists a directory with one name per line', async () => {
    const { read } = await wideNode();
    expect((await read('meta-data/')).split('\n')).toEqual(expect.arrayContaining(['instance-id', 'network/', 'iam/']));
  });

  test('shows the identity document', async () => {
    const { read } = await wideNode();
    const document = JSON.parse(await read('dynamic/instance-identity/document'));
    const privateIp = '10.0.0.5';
    expect(document).toMatchObject({
      instanceId: 'i-wide',
      region: 'ap-northeast-1',
      accountId: '123456789012',
      privateIp,
    });
  });

  test('shows credentials of the role that expire in six hours', async () => {
    const clock = standingClock();
    const { first } = await twoNodes({ now: clock.now });
    const { read } = await reader(first);
    expect(JSON.parse(await read('meta-data/iam/security-credentials/kirikae-node'))).toMatchObject({
      Code: 'Success',
      AccessKeyId: first.accessKeyId,
      SecretAccessKey: first.credentials.secretAccessKey,
      Token: first.credentials.sessionToken,
      Expiration: '2026-01-01T06:00:00Z',
    });
  });

  test.each([
    'meta-data/public-ipv4',
    'meta-data/no-such-thing',
    'meta-data/iam/security-credentials/other',
    'user-data',
  ])('answers 404 as XHTML for %s on a node without', async (path) => {
    const { first } = await twoNodes();
    const { get } = await reader(first);
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('<title>404 - Not Found</title>');
  });

  test('follows the address from one node to the other', async () => {
    const { simulator, first, second } = await twoNodes();
    const [one, two] = [await reader(first), await reader(second)];
    const move = async (node: SimulatedNode) => {
      const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(node) };
      await ec2Of(simulator, node).send(new AssociateAddressCommand(seat));
    };
    await move(first);
    expect(await one.read('meta-data/public-ipv4')).toBe('203.0.113.50');
    await move(second);
    expect((await one.get('meta-data/public-ipv4')).status).toBe(404);
    expect(await two.read('meta-data/public-ipv4')).toBe('203.0.113.50');
  });
});

describe('the metadata port', () => {
  test('refuses connections when stopped and is the same port when started again', async () => {
    const { first } = await twoNodes();
    await reader(first);
    await first.stopMetadata();
    await expect(askToken(first)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await first.startMetadata();
    expect((await askToken(first)).status).toBe(200);
  });

  test('is logged with the node it belongs to', async () => {
    const { simulator, second } = await twoNodes();
    const { read } = await reader(second);
    await read('meta-data/instance-id');
    expect(simulator.calls).toMatchObject([
      { service: 'imds', action: 'PUT /latest/api/token', caller: 'second', status: 200 },
      { service: 'imds', action: 'GET /latest/meta-data/instance-id', caller: 'second', write: false },
    ]);
  });

  test('is all a program needs beside the API endpoint', async () => {
    const { simulator, first } = await twoNodes();
    expect(first.env).toEqual({ AWS_ENDPOINT_URL: simulator.url, AWS_EC2_METADATA_SERVICE_ENDPOINT: first.imdsUrl });
  });
});
