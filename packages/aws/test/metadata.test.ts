import { describe, expect, test } from 'vitest';
import { findInterface, identify, ownAddress } from '../src/index.ts';
import { newHost, oneNode, settings } from './host.ts';

const MACS = 'GET /latest/meta-data/network/interfaces/macs/';

describe('a token that is refused', () => {
  test('is renewed once, and the path is asked again', async () => {
    const { node, simulator, asked, hostOn } = await oneNode();
    const path = 'GET /latest/meta-data/instance-id';
    simulator.faults.add({ kind: 'error', status: 401, action: path, times: 1 });
    expect(await identify(settings(), hostOn({ attempts: 1 }))).toEqual({ id: node.instanceId });
    expect(asked()).toEqual(['PUT /latest/api/token', path, 'PUT /latest/api/token', path]);
  });

  test('is renewed once for all that are asked at the same time', async () => {
    const { simulator, asked, hostOn } = await oneNode();
    const host = hostOn({ attempts: 1 });
    await identify(settings(), host);
    simulator.faults.add({ kind: 'error', status: 401, action: `${MACS}*`, times: 2 });
    await findInterface(settings(), host, {});
    expect(asked().filter((action) => action.startsWith('PUT'))).toHaveLength(2);
  });

  test('again and again is "cannot tell"', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'error', status: 401, action: 'GET *' });
    await expect(identify(settings(), hostOn({ attempts: 2 }))).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'METADATA_REFUSED',
      message: expect.stringContaining('HTTP 401'),
    });
  });

  test('and not renewed at once is renewed by the next attempt', async () => {
    const { node, simulator, hostOn } = await oneNode();
    const host = hostOn();
    await findInterface(settings(), host, {});
    simulator.faults.add({ kind: 'error', status: 401, action: 'GET /latest/meta-data/instance-id', times: 1 });
    simulator.faults.add({ kind: 'error', status: 503, action: 'PUT *', times: 1 });
    expect(await identify(settings(), host)).toEqual({ id: node.instanceId });
  });
});

describe('a metadata service that is', () => {
  test('slow is waited for', async () => {
    const { node, simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'latency', ms: 300, service: 'imds' });
    expect(await identify(settings(), hostOn({ attempts: 1 }))).toEqual({ id: node.instanceId });
  });

  test('too slow is "cannot tell"', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'latency', ms: 20_000, service: 'imds' });
    await expect(identify(settings(), hostOn({ attempts: 1 }))).rejects.toMatchObject({ code: 'METADATA_SILENT' });
  });

  test.each([403, 503])('refusing (%i) is "cannot tell" within the time of the run', async (status) => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'error', status, service: 'imds' });
    await expect(identify(settings(), hostOn({ timeout: 700 }))).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'METADATA_REFUSED',
    });
  });
});

describe('what every instance has', () => {
  test.each([
    ['a MAC address', 'GET /latest/meta-data/mac', () => find({})],
    ['an instance id', 'GET /latest/meta-data/instance-id', () => identify],
    ['an interface’s id', `${MACS}06:00:00:00:01:00/interface-id`, () => find({})],
    ['an interface’s addresses', `${MACS}06:00:00:00:01:00/local-ipv4s`, () => find({})],
    ['a list of interfaces', MACS, () => find({ deviceIndex: 0 })],
    ['a device index', `${MACS}06:00:00:00:01:00/device-number`, () => find({ deviceIndex: 0 })],
    ['a private address', `${MACS}06:00:00:00:01:00/local-ipv4s`, () => privateIpv4],
  ])('but is not told (404) is "cannot tell": %s', async (_, action, asks) => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'error', status: 404, action });
    await expect(asks()(settings(), hostOn({ attempts: 2 }))).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'METADATA_LACKS',
      message: expect.stringContaining(action.replace('GET /latest/', '')),
    });
    expect(simulator.calls.filter((call) => call.action === action)).toHaveLength(2);
  });

  test('and is told a moment later is found', async () => {
    const { node, simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'error', status: 404, action: `${MACS}06:*`, times: 2 });
    expect(await findInterface(settings(), hostOn(), {})).toMatchObject({ id: node.interfaces[0]?.id });
  });
});

const find =
  (choice: Parameters<typeof findInterface>[2]) =>
  (own: ReturnType<typeof settings>, host: ReturnType<typeof newHost>) =>
    findInterface(own, host, choice);
const privateIpv4 = (own: ReturnType<typeof settings>, host: ReturnType<typeof newHost>) =>
  ownAddress(own, host, 'private-ipv4');

describe('with metadata: off, an interface that is not the entry’s', () => {
  const entry = { instanceId: 'i-1', networkInterfaceId: 'eni-1', privateIpv4: '10.0.1.10' };
  const off = settings({ metadata: 'off' });

  test('needs a private address of its own: that of the entry is another interface’s', async () => {
    const lacking = findInterface(off, newHost({ entry }), { networkInterfaceId: 'eni-2' });
    await expect(lacking).rejects.toMatchObject({
      kind: 'usage',
      code: 'PRIVATE_IP_NONE',
      message: expect.stringContaining('nodes: says nothing of the addresses of eni-2'),
      hint: 'name privateIp of the resource',
    });
  });

  test('is as described if it has one', async () => {
    const choice = { networkInterfaceId: 'eni-2', privateIp: '10.0.2.10' };
    expect(await findInterface(off, newHost({ entry }), choice)).toEqual({ id: 'eni-2', privateIpv4s: [], mac: null });
  });
});
