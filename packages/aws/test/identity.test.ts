import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nameNode, settleNode } from '@kirikae/engine';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findInterface, identify, metadataOf, ownAddress, regionOf } from '../src/index.ts';
import { newHost, oneNode, settings } from './host.ts';

const two = [
  { privateIpv4s: ['10.0.1.10', '10.0.1.11'], ipv6s: ['2001:db8::a'], publicIpv4: '198.51.100.1' },
  { privateIpv4s: ['10.0.9.10'] },
];

describe('the metadata service', () => {
  test('is asked for a token first, and for nothing without it', async () => {
    const { node, simulator, asked, hostOn } = await oneNode();
    expect(await identify(settings(), hostOn())).toEqual({ id: node.instanceId });
    expect(asked()).toEqual(['PUT /latest/api/token', 'GET /latest/meta-data/instance-id']);
    expect(simulator.calls.filter(({ status }) => status === 401)).toEqual([]);
  });

  test('is asked each path once a run, and for one token', async () => {
    const { asked, hostOn } = await oneNode({ interfaces: two });
    const host = hostOn();
    await Promise.all([identify(settings(), host), identify(settings(), host), findInterface(settings(), host, {})]);
    await Promise.all([ownAddress(settings(), host, 'private-ipv4'), findInterface(settings(), host, {})]);
    expect(asked()).toEqual([...new Set(asked())]);
    expect(host.counts).toEqual({ imds: asked().length });
  });

  test('that gives no token is never asked without one', async () => {
    const seen: string[] = [];
    const server = createServer((request, answer) => {
      seen.push(request.method ?? '');
      answer.writeHead(request.method === 'PUT' ? 405 : 200).end('i-0123456789abcdef0');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}` };
    const refused = identify(settings(), newHost({ env, attempts: 2 }));
    await expect(refused).rejects.toMatchObject({ code: 'METADATA_REFUSED', kind: 'unreachable' });
    expect(seen).toEqual(['PUT', 'PUT']);
  });

  test('that is silent is given up in time', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'imds' });
    const began = performance.now();
    await expect(identify(settings(), hostOn({ attempts: 2 }))).rejects.toMatchObject({
      code: 'METADATA_SILENT',
      kind: 'unreachable',
      message: expect.stringContaining('no answer within 1000 ms'),
    });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('that is off says where it was looked for', async () => {
    const { node, hostOn } = await oneNode();
    await node.stopMetadata();
    const refused = identify(settings(), hostOn({ attempts: 1 }));
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining(`${node.imdsUrl} does not answer`),
    });
  });

  test('that is throttled is asked again', async () => {
    const { node, simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'throttle', service: 'imds', times: 2 });
    expect(await identify(settings(), hostOn())).toEqual({ id: node.instanceId });
  });

  test('is found by the variables of the SDK, IPv6 included', () => {
    expect(metadataOf(newHost()).endpoint).toBe('http://169.254.169.254');
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv6' };
    expect(metadataOf(newHost({ env })).endpoint).toBe('http://[fd00:ec2::254]');
  });
});

describe('with metadata: off', () => {
  const entry = { instanceId: 'i-0123456789abcdef0', networkInterfaceId: 'eni-1', privateIpv4: '10.0.1.10' };
  const off = settings({ metadata: 'off' });

  test('nodes: says who this is, and the metadata service is not asked', async () => {
    const { asked, hostOn } = await oneNode();
    const host = hostOn({ entry });
    expect(await identify(off, host)).toEqual({ id: 'i-0123456789abcdef0' });
    expect(await findInterface(off, host, {})).toEqual({ id: 'eni-1', privateIpv4s: ['10.0.1.10'], mac: null });
    expect(await ownAddress(off, host, 'private-ipv4')).toBe('10.0.1.10');
    expect(asked()).toEqual([]);
  });

  test('a field that nodes: lacks is named with its node', async () => {
    const lacking = identify(off, newHost({ name: 'web-1', entry: {} }));
    await expect(lacking).rejects.toMatchObject({ kind: 'usage', code: 'METADATA_OFF' });
    await expect(lacking).rejects.toThrow('nodes: has no instanceId for node web-1');
  });
});

describe('an instance that is another than its entry in nodes:', () => {
  const nodes = { 'web-1': { instanceId: 'i-00000000000000009' } };

  test('is refused, with both named', async () => {
    const { node, hostOn } = await oneNode();
    const { id } = await identify(settings(), hostOn());
    const settle = () => settleNode(nameNode('web-1', {}, nodes), id, nodes, 'instanceId');
    expect(settle).toThrow(`this is instance ${node.instanceId}, but nodes.web-1 in the file says i-00000000000000009`);
  });

  test('is the node whose entry carries its id, when no name was chosen', async () => {
    const { node, hostOn } = await oneNode();
    const { id } = await identify(settings(), hostOn());
    const listed = { ...nodes, 'web-2': { instanceId: node.instanceId } };
    expect(settleNode(nameNode(undefined, {}, listed), id, listed, 'instanceId')).toMatchObject({ name: 'web-2', id });
  });
});

describe('an interface', () => {
  test.each([
    ['the primary one when nothing is said', {}, 0],
    ['by its device index', { deviceIndex: 1 }, 1],
  ])('is %s', async (_, choice, index) => {
    const { node, hostOn } = await oneNode({ interfaces: two });
    const { id, privateIpv4s, mac } = node.interfaces[index] ?? {};
    expect(await findInterface(settings(), hostOn(), choice)).toEqual({ id, privateIpv4s, mac });
  });

  test('by its id is checked against those of this node', async () => {
    const { node, hostOn } = await oneNode({ interfaces: two });
    const second = { networkInterfaceId: node.interfaces[1]?.id };
    expect(await findInterface(settings(), hostOn(), second)).toMatchObject({ privateIpv4s: ['10.0.9.10'] });
    const foreign = findInterface(settings(), hostOn(), { networkInterfaceId: 'eni-x' });
    await expect(foreign).rejects.toThrow('eni-x is not an interface of this node');
  });
});

test('an address of its own is that of the primary interface; one that it lacks is undefined', async () => {
  const { hostOn } = await oneNode({ interfaces: two });
  const own = (kind: Parameters<typeof ownAddress>[2]) => ownAddress(settings(), hostOn(), kind);
  expect(await Promise.all([own('public-ipv4'), own('private-ipv4'), own('ipv6')])).toEqual([
    '198.51.100.1',
    '10.0.1.10',
    '2001:db8::a',
  ]);
  const other = await oneNode({ name: 'b' });
  expect(await ownAddress(settings(), other.hostOn(), 'public-ipv4')).toBeUndefined();
});

test('the region is the file’s, else the environment’s, else this instance’s, and never a silent default', async () => {
  const { simulator, hostOn } = await oneNode();
  const env = { AWS_REGION: 'eu-west-1' };
  expect(await regionOf(settings({ region: 'us-west-2' }), hostOn({ env }))).toBe('us-west-2');
  expect(await regionOf(settings(), hostOn({ env }))).toBe('eu-west-1');
  expect(await regionOf(settings(), hostOn())).toBe(simulator.region);
  await expect(regionOf(settings({ metadata: 'off' }), hostOn())).rejects.toMatchObject({ code: 'REGION_NONE' });
});
