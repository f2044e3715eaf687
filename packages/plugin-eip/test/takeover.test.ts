import { describe, expect, test } from 'vitest';
import { interfaceOf, twoNodes } from './two-nodes.ts';

const config = { takeover: 'if-free' };

describe('takeover: if-free', () => {
  test('refuses with 21 when another node has it, names that node and writes nothing', async () => {
    const { a, b, nodeB, asked, holder } = await twoNodes({ config });
    await b.activate();
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(21);
    expect(error).toMatchObject({ code: 'AWS_CONFLICT' });
    expect(error?.message).toContain(`${nodeB.instanceId} holds it`);
    expect(asked('a').some(({ write }) => write)).toBe(false);
    expect(holder()).toBe(interfaceOf(nodeB));
  });

  test('takes a free address, and lets AWS refuse if it is not free any more', async () => {
    const { a, nodeA, asked, holder } = await twoNodes({ config });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(asked('a').find(({ write }) => write)?.params).toMatchObject({ AllowReassociation: 'false' });
    expect(holder()).toBe(interfaceOf(nodeA));
  });

  test('refuses with 21 when another node takes it between the look and the write', async () => {
    const { a, b, nodeB, beforeCallOfA, holder } = await twoNodes({ config });
    beforeCallOfA(
      (action) => action === 'AssociateAddress',
      () => b.activate(),
    );
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'AWS_CONFLICT' } });
    expect(holder()).toBe(interfaceOf(nodeB));
  });

  test('moves it on itself', async () => {
    const { a, nodeA, address } = await twoNodes({
      config: { ...config, privateIp: { perNode: { a: '10.0.1.11', b: '10.0.2.10' } } },
      interfaces: [{ privateIpv4s: ['10.0.1.10', '10.0.1.11'] }],
    });
    Object.assign(address, {
      associationId: 'eipassoc-1',
      networkInterfaceId: interfaceOf(nodeA),
      privateIp: '10.0.1.10',
    });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ before: { state: 'inactive' } }] });
    expect(address).toMatchObject({ networkInterfaceId: interfaceOf(nodeA), privateIp: '10.0.1.11' });
  });

  test('moves it from another interface of this node', async () => {
    const { a, nodeA, address } = await twoNodes({
      config,
      interfaces: [{ privateIpv4s: ['10.0.1.10'] }, { privateIpv4s: ['10.0.9.10'] }],
    });
    const second = nodeA.interfaces[1]?.id ?? '';
    Object.assign(address, { associationId: 'eipassoc-1', networkInterfaceId: second, privateIp: '10.0.9.10' });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(address.networkInterfaceId).toBe(interfaceOf(nodeA));
  });

  test('releases it for every reason, since no other node could take what is kept', async () => {
    const { a, holder } = await twoNodes({ config: { ...config, onDeactivate: undefined } });
    await a.activate();
    expect(await a.deactivate({ reason: 'failover' })).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(holder()).toBeNull();
  });

  test.each(['keep', 'keep-when-moving'])('is exit 2 with onDeactivate: %s', async (onDeactivate) => {
    const { a, asked } = await twoNodes({ config: { ...config, onDeactivate } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(2);
    expect(error?.message).toContain(`must be release, not ${onDeactivate}`);
    expect(asked('a')).toEqual([]);
  });

  test('makes deactivate end with the cause when the address could not be released', async () => {
    const { a, trouble } = await twoNodes({ config });
    await a.activate();
    trouble?.unreachable();
    expect(await a.deactivate()).toMatchObject({ exitCode: 20, tolerated: false });
  });
});
