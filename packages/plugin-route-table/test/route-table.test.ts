import { describe, expect, test } from 'vitest';
import { interfaceOf, twoNodes } from './two-nodes.ts';

const V6 = 'fd00:9::1/128';

describe('taking the routes', () => {
  test('is one look, one write for each table, one look, and one at the interface', async () => {
    const { a, b, lead, nodeA, nodeB, targets, actionsOf } = await twoNodes({ config: { create: false } });
    lead(interfaceOf(nodeB));
    const actions = await actionsOf('a', () => a.activate());
    const CHECK = 'DescribeNetworkInterfaces'; // of the source/destination check
    const writes = ['ReplaceRoute', 'ReplaceRoute', 'ReplaceRoute'];
    expect(actions).toEqual(['DescribeRouteTables', ...writes, 'DescribeRouteTables', CHECK]);
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
    expect((await b.monitor()).exitCode).toBe(7);
    expect(await actionsOf('a', () => a.activate())).toEqual(['DescribeRouteTables', 'DescribeRouteTables', CHECK]);
  });

  test('writes side by side: all are sent before the first is answered', async () => {
    const { a, faults, calls } = await twoNodes();
    faults.add({ kind: 'latency', ms: 300, action: 'CreateRoute' });
    const running = a.activate();
    const sent = () => calls.filter(({ action, status }) => action === 'CreateRoute' && status === 0).length;
    await expect.poll(sent, { interval: 5, timeout: 10_000 }).toBe(3);
    expect(await running).toMatchObject({ exitCode: 0 });
  });

  test('creates only what is missing, and replaces what leads elsewhere', async () => {
    const { a, tables, lead, nodeA, nodeB, actionsOf, targets } = await twoNodes();
    lead(interfaceOf(nodeA), tables.slice(0, 1));
    lead(interfaceOf(nodeB), tables.slice(1, 2));
    const actions = await actionsOf('a', () => a.activate());
    expect(actions.filter((action) => !action.startsWith('Describe')).sort()).toEqual(['CreateRoute', 'ReplaceRoute']);
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
  });

  test('takes an IPv6 destination, however it is written', async () => {
    const { a, b, targets, nodeA, tables } = await twoNodes({ config: { destination: 'FD00:0009:0::0001/128' } });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(targets(V6)).toEqual(Array(3).fill(interfaceOf(nodeA)));
    expect(tables[0]?.routes).toHaveLength(2);
    expect(await b.activate()).toMatchObject({ exitCode: 0 });
  });

  test('to the interface with the device index', async () => {
    const interfaces = [{ privateIpv4s: ['10.0.1.10'] }, { privateIpv4s: ['10.0.9.10'] }];
    const second = await twoNodes({ interfaces, config: { deviceIndex: 1 } });
    await second.a.activate();
    expect(second.targets()[0]).toBe(second.nodeA.interfaces[1]?.id);
  });

  test('to the interface of the nodes: entry where metadata is off, of which no address is known', async () => {
    const { a, targets, nodeA } = await twoNodes({ metadata: false });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
  });

  test('to an interface that the file names, of which it says no address, where metadata is off', async () => {
    const eni = 'eni-00000000000000002';
    const { a, targets, nodeA } = await twoNodes({
      interfaces: [{ privateIpv4s: ['10.0.1.10'] }, { privateIpv4s: ['10.0.9.10'] }],
      metadata: false,
      config: { networkInterfaceId: { perNode: { a: eni, b: 'eni-0123456789abcdef0' } } },
    });
    expect(nodeA.interfaces[1]?.id).toBe(eni);
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(targets()).toEqual([eni, eni, eni]);
  });

  test('is kept on deactivation, whatever the reason', async () => {
    const { a, targets, nodeA, actionsOf } = await twoNodes();
    await a.activate();
    expect(await actionsOf('a', () => a.deactivate())).toEqual([]);
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
    expect((await a.monitor()).exitCode).toBe(7);
  });
});
