import { describe, expect, test } from 'vitest';
import { interfaceOf, twoNodes } from './two-nodes.ts';

const count = (actions: readonly string[], action: string) => actions.filter((each) => each === action).length;

describe('activate', () => {
  test('takes over with one AssociateAddress and at most two DescribeAddresses', async () => {
    const { a, b, nodeB, actionsOf, holder } = await twoNodes();
    await a.activate();
    const actions = await actionsOf('b', async () => expect(await b.activate()).toMatchObject({ exitCode: 0 }));
    expect(count(actions, 'AssociateAddress')).toBe(1);
    expect(count(actions, 'DescribeAddresses')).toBeLessThanOrEqual(2);
    expect(actions).toHaveLength(count(actions, 'AssociateAddress') + count(actions, 'DescribeAddresses'));
    expect(holder()).toBe(interfaceOf(nodeB));
  });

  test('names interface and private address, and always says AllowReassociation', async () => {
    const { a, nodeA, address, asked } = await twoNodes();
    await a.activate();
    expect(asked('a').find(({ write }) => write)?.params).toEqual({
      AllocationId: address.allocationId,
      NetworkInterfaceId: interfaceOf(nodeA),
      PrivateIpAddress: '10.0.1.10',
      AllowReassociation: 'true',
    });
  });

  test('tells who had it, who has it, and with which request', async () => {
    const { a, b, nodeA, nodeB, address } = await twoNodes({ listed: true });
    await a.activate();
    const { resources } = await b.activate();
    expect(resources).toMatchObject([
      {
        outcome: 'done',
        before: { state: 'elsewhere', holder: { node: 'a', id: nodeA.instanceId } },
        after: { state: 'active', holder: { node: 'b', id: nodeB.instanceId } },
        writes: [{ action: 'ec2:AssociateAddress', outcome: 'done', requestId: expect.stringMatching(/.+/) }],
      },
    ]);
    expect(JSON.stringify(resources)).toContain(
      `associate ${address.allocationId} with ${interfaceOf(nodeB)}/10.0.2.10`,
    );
  });

  test('believes nothing to do only after a second look, and writes nothing', async () => {
    const { a, actionsOf } = await twoNodes();
    await a.activate();
    const actions = await actionsOf('a', async () =>
      expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'unchanged', writes: [] }] }),
    );
    expect(actions).toEqual(['DescribeAddresses', 'DescribeAddresses']);
  });

  test('writes when the second look disagrees with the first', async () => {
    const { a, b, nodeA, asked, beforeCallOfA, holder } = await twoNodes();
    await a.activate();
    const before = asked('a').length;
    beforeCallOfA(
      (action) => action === 'DescribeAddresses' && asked('a').length === before + 2,
      () => b.activate(),
    );
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(holder()).toBe(interfaceOf(nodeA));
  });

  test('says not found, with id and region, for an empty list', async () => {
    const { a, simulator, address, asked } = await twoNodes();
    simulator.world.addresses = [];
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error).toMatchObject({ code: 'AWS_NOT_FOUND' });
    expect(error?.message).toContain(`${address.allocationId} is not found in ${simulator.region}`);
    expect(asked('a').some(({ write }) => write)).toBe(false);
  });

  test('names the action and the provider when it is denied', async () => {
    const { a, trouble } = await twoNodes();
    trouble?.denied('ec2:AssociateAddress');
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(22);
    expect(error?.message).toMatch(/^cannot take [\d.]+, AWS denies ec2:AssociateAddress to the role \S+$/);
    expect(error?.hint).toContain("add it to that role's policy");
  });
});

describe('deactivate', () => {
  test('leaves the address with B when A, back from the dead, deactivates', async () => {
    const { a, b, nodeB, actionsOf, holder } = await twoNodes();
    await a.activate();
    await b.activate();
    const actions = await actionsOf('a', async () =>
      expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0 }),
    );
    expect(new Set(actions)).toEqual(new Set(['DescribeAddresses']));
    expect(holder()).toBe(interfaceOf(nodeB));
  });

  test('releases by the association id that it saw, and does not look again', async () => {
    const { a, address, asked, actionsOf, holder } = await twoNodes();
    await a.activate();
    const { associationId } = address;
    expect(await actionsOf('a', () => a.deactivate())).toEqual(['DescribeAddresses', 'DisassociateAddress']);
    expect(asked('a').at(-1)?.params).toEqual({ AssociationId: associationId });
    expect(holder()).toBeNull();
  });

  test('counts an association that another node has replaced meanwhile as released', async () => {
    const { a, b, nodeB, beforeCallOfA, holder } = await twoNodes();
    await a.activate();
    beforeCallOfA(
      (action) => action === 'DisassociateAddress',
      () => b.activate(),
    );
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0, outcome: 'done' });
    expect(holder()).toBe(interfaceOf(nodeB));
  });

  test.each(['move', 'failover', 'restart'] as const)('keeps the address for the reason %s', async (reason) => {
    const { a, nodeA, holder } = await twoNodes({ config: { onDeactivate: undefined } });
    await a.activate();
    expect(await a.deactivate({ reason })).toMatchObject({ exitCode: 0, resources: [{ outcome: 'kept' }] });
    expect(holder()).toBe(interfaceOf(nodeA));
  });

  test.each(['stop', undefined] as const)('releases the address for the reason %s', async (reason) => {
    const { a, holder } = await twoNodes({ config: { onDeactivate: undefined } });
    await a.activate();
    expect(await a.deactivate(reason ? { reason } : {})).toMatchObject({
      exitCode: 0,
      resources: [{ outcome: 'done' }],
    });
    expect(holder()).toBeNull();
  });

  test('gives up on a silent API after two attempts, ends in 0 and says what it left', async () => {
    const { a, trouble, actionsOf } = await twoNodes({ config: { requestTimeout: '200ms' } });
    await a.activate();
    trouble?.silent();
    const actions = await actionsOf('a', async () =>
      expect(await a.deactivate()).toMatchObject({
        exitCode: 0,
        outcome: 'unreachable',
        tolerated: true,
        resources: [{ outcome: 'left', error: { code: 'AWS_SILENT' } }],
      }),
    );
    expect(actions).toEqual(['DescribeAddresses', 'DescribeAddresses']);
  });
});
