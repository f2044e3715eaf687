import { describe, expect, test } from 'vitest';
import { interfaceOf, twoNodes } from './two-nodes.ts';

const two = [{ privateIpv4s: ['10.0.1.10', '10.0.1.11'] }, { privateIpv4s: ['10.0.9.10'] }];

/** What `activate` says of a file that is wrong. */
async function refused(config: Record<string, unknown>) {
  const { a, asked } = await twoNodes({ config });
  const { exitCode, error } = await a.activate();
  expect(exitCode).toBe(2);
  expect(asked('a')).toEqual([]);
  return `${error?.message} (${error?.hint})`;
}

describe('what the file says', () => {
  test('an IP address where an allocation id belongs is called one', async () => {
    expect(await refused({ allocationId: '203.0.113.7' })).toContain(
      'must be an allocation id (eipalloc-...) and this is an IP address',
    );
  });

  test.each(['eipassoc-0123456789abcdef0', 'eipalloc-XYZ', ''])('%j is not an allocation id', async (allocationId) => {
    expect(await refused({ allocationId })).toContain('must be an allocation id (eipalloc-...)');
  });

  test('networkInterfaceId and deviceIndex exclude each other', async () => {
    const both = { networkInterfaceId: 'eni-0123456789abcdef0', deviceIndex: 1 };
    expect(await refused(both)).toContain('deviceIndex says the interface, and so does networkInterfaceId');
  });

  test('an unknown field is refused with the nearest known one', async () => {
    expect(await refused({ privateIP: '10.0.1.10' })).toMatch(/unknown key privateIP.*privateIp/);
  });

  test('a node that perNode does not name is exit 2, by its name', async () => {
    expect(await refused({ privateIp: { perNode: { b: '10.0.2.10' } } })).toContain('no value for node a');
  });

  test('an interface of another node is refused, and those of this one are named', async () => {
    const { a, nodeA } = await twoNodes({ config: { networkInterfaceId: 'eni-0123456789abcdef0' } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(error?.message).toContain('eni-0123456789abcdef0 is not an interface of this node');
    expect(error?.hint).toContain(interfaceOf(nodeA));
  });
});

describe('where the address goes', () => {
  test('to the primary address of the primary interface when nothing is said', async () => {
    const { a, nodeA, address } = await twoNodes({ interfaces: two });
    await a.activate();
    expect(address).toMatchObject({ networkInterfaceId: interfaceOf(nodeA), privateIp: '10.0.1.10' });
  });

  test('to the interface with the device index', async () => {
    const { a, nodeA, address } = await twoNodes({ interfaces: two, config: { deviceIndex: 1 } });
    await a.activate();
    expect(address).toMatchObject({ networkInterfaceId: nodeA.interfaces[1]?.id, privateIp: '10.0.9.10' });
  });

  test('to the private address that the file gives this node', async () => {
    const privateIp = { perNode: { a: '10.0.1.11', b: '10.0.2.10' } };
    const { a, address } = await twoNodes({ interfaces: two, config: { privateIp } });
    await a.activate();
    expect(address.privateIp).toBe('10.0.1.11');
  });

  test('to what nodes: says, and the metadata service is not asked who this is', async () => {
    const { a, nodeA, address, simulator } = await twoNodes({ listed: true, config: { metadata: 'off' } });
    expect(await a.activate()).toMatchObject({ exitCode: 0, node: { name: 'a', instanceId: nodeA.instanceId } });
    expect(address).toMatchObject({ networkInterfaceId: interfaceOf(nodeA), privateIp: '10.0.1.10' });
    const asked = simulator.calls.filter(
      ({ service, action }) => service === 'imds' && !/token|credential/.test(action),
    );
    expect(asked).toEqual([]);
  });

  test('with metadata: off and without an entry in nodes: it is exit 2', async () => {
    expect(await refused({ metadata: 'off' })).toContain('metadata is off and nodes: has no');
  });

  test('a device index that cannot be found out, since metadata is off, is exit 2', async () => {
    const { a } = await twoNodes({ config: { deviceIndex: 1, metadata: 'off' }, listed: true });
    expect(await a.activate()).toMatchObject({ exitCode: 2, error: { code: 'INTERFACE_UNKNOWN' } });
  });

  test('a private address that the interface does not have is exit 2, before any write', async () => {
    const { a } = await twoNodes({ config: { privateIp: '10.0.1.99' } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ code: 'ADDRESS_UNKNOWN', hint: 'its addresses are: 10.0.1.10' });
  });
});
