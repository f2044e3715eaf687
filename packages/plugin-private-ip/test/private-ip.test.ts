import { describe, expect, test } from 'vitest';
import { twoNodes } from './two-nodes.ts';
import { interfaceOf, V4, V6 } from './world.ts';

const DESCRIBE = 'DescribeNetworkInterfaces';
const ASSIGN = 'AssignPrivateIpAddresses';
const UNASSIGN = 'UnassignPrivateIpAddresses';
const v6 = { config: { address: V6 } };

describe('activate', () => {
  test('takes over with one look, one write and the look that proves it', async () => {
    const { a, b, nodeB, actionsOf, holders } = await twoNodes();
    await a.activate();
    const actions = await actionsOf('b', async () => expect(await b.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions).toEqual([DESCRIBE, ASSIGN, DESCRIBE]);
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('names the interface, and always says AllowReassignment', async () => {
    const { a, nodeA, asked } = await twoNodes();
    await a.activate();
    expect(asked('a').find(({ write }) => write)?.params).toEqual({
      NetworkInterfaceId: interfaceOf(nodeA),
      'PrivateIpAddress.1': V4,
      AllowReassignment: 'true',
    });
  });

  test('looks by address and VPC, since another VPC may have the same address', async () => {
    const { a, nodeA, simulator, holders } = await twoNodes();
    const other = { name: 'c', interfaces: [{ privateIpv4s: ['10.0.7.7', V4], vpcId: 'vpc-0000000000000000f' }] };
    const { interfaces } = await simulator.addNode(other);
    expect(await a.status()).toMatchObject({ resources: [{ state: 'inactive' }] });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(holders()).toEqual([interfaceOf(nodeA), interfaces[0]?.id]);
  });

  test('tells who had it and who has it', async () => {
    const { a, b, nodeA, nodeB } = await twoNodes({ listed: true });
    await a.activate();
    expect(await b.activate()).toMatchObject({
      resources: [
        {
          outcome: 'done',
          before: { state: 'elsewhere', holder: { node: 'a', id: nodeA.instanceId } },
          after: { state: 'active', holder: { node: 'b', id: nodeB.instanceId } },
          writes: [{ action: `ec2:${ASSIGN}`, outcome: 'done', requestId: expect.stringMatching(/.+/) }],
        },
      ],
    });
  });

  test.each([V4, V6])('only reads when %s is here already', async (address) => {
    const { a, actionsOf } = await twoNodes({ config: { address } });
    await a.activate();
    expect(await actionsOf('a', () => a.activate())).toEqual([DESCRIBE, DESCRIBE]);
  });

  test('says that an address which is the primary one of an interface cannot move, and writes nothing', async () => {
    const { a, nodeB, asked } = await twoNodes({ config: { address: '10.0.2.10' } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error).toMatchObject({ code: 'PRIVATE_IP_PRIMARY' });
    expect(error?.message).toContain(`10.0.2.10 is the primary address of ${interfaceOf(nodeB)}`);
    expect(asked('a').some(({ write }) => write)).toBe(false);
  });

  test('says the same of an IPv6 address that is marked as primary', async () => {
    const { a, nodeB } = await twoNodes(v6);
    Object.assign(nodeB.interfaces[0] ?? {}, { ipv6s: [V6], primaryIpv6: V6 });
    expect(await a.activate()).toMatchObject({ exitCode: 1, error: { code: 'PRIVATE_IP_PRIMARY' } });
  });

  test.each([
    ['10.9.9.9', '10.0.0.0/16'],
    ['2001:db8:1::9', '2001:db8::/64'],
  ])('names %s and the subnet that it is not in', async (address, subnet) => {
    const { a, nodeA } = await twoNodes({ config: { address } });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error).toMatchObject({ code: 'PRIVATE_IP_OUTSIDE' });
    expect(error?.message).toContain(`${address} is not in ${subnet}, the subnet of ${interfaceOf(nodeA)}`);
  });

  test("takes AWS's word for it where the metadata service is off", async () => {
    const { a } = await twoNodes({ config: { address: '10.9.9.9', metadata: 'off' }, listed: true });
    const report = await a.activate();
    // the credentials come from the metadata service all the same
    expect(report).toMatchObject({ exitCode: 1, error: { code: 'PRIVATE_IP_OUTSIDE' } });
  });

  test("passes on AWS's other refusals in its words", async () => {
    const { a, simulator } = await twoNodes();
    const code = 'PrivateIpAddressLimitExceeded';
    simulator.faults.add({
      kind: 'error',
      status: 400,
      code,
      message: 'Number of private addresses will exceed limit.',
      action: ASSIGN,
    });
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(1);
    expect(error?.message).toContain(`${code}: Number of private addresses will exceed limit.`);
  });

  test.each([
    [V4, ASSIGN],
    [V6, 'AssignIpv6Addresses'],
    [V4, DESCRIBE],
  ])('ends in 22 for %s and names %s when that is denied', async (address, action) => {
    const { a, trouble } = await twoNodes({ config: { address } });
    trouble?.denied(`ec2:${action}`);
    const { exitCode, error } = await a.activate();
    expect(exitCode).toBe(22);
    expect(error?.message).toContain(`AWS denies ec2:${action}`);
  });

  test('with metadata: off it asks EC2 for the VPC of the interface, once', async () => {
    const { a, nodeA, actionsOf, holders } = await twoNodes({ config: { metadata: 'off' }, listed: true });
    const actions = await actionsOf('a', async () => expect(await a.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions).toEqual([DESCRIBE, DESCRIBE, ASSIGN, DESCRIBE]);
    expect(holders()).toEqual([interfaceOf(nodeA)]);
  });

  test('moves it from another interface of this node, also with if-free', async () => {
    const { a, nodeA, holders } = await twoNodes({
      config: { takeover: 'if-free' },
      interfaces: [{ privateIpv4s: ['10.0.1.10'] }, { privateIpv4s: ['10.0.9.10', V4] }],
    });
    expect(await a.activate()).toMatchObject({ exitCode: 0, resources: [{ before: { state: 'inactive' } }] });
    expect(holders()).toEqual([interfaceOf(nodeA)]);
  });
});

describe('an IPv6 address of another node', () => {
  test('is taken from that node first, since EC2 reassigns none in place', async () => {
    const { a, b, nodeA, nodeB, asked, actionsOf, holders } = await twoNodes(v6);
    await a.activate();
    const actions = await actionsOf('b', async () => expect(await b.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions).toEqual([DESCRIBE, 'UnassignIpv6Addresses', 'AssignIpv6Addresses', DESCRIBE]);
    expect(asked('b').find(({ write }) => write)?.params).toMatchObject({ NetworkInterfaceId: interfaceOf(nodeA) });
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('is left alone when the permission to take it from there is missing', async () => {
    const { a, b, nodeA, trouble, holders } = await twoNodes(v6);
    await a.activate();
    trouble?.denied('ec2:UnassignIpv6Addresses');
    const { exitCode, error } = await b.activate();
    expect(exitCode).toBe(22);
    expect(error?.message).toContain('ec2:UnassignIpv6Addresses');
    expect(holders()).toEqual([interfaceOf(nodeA)]);
  });

  test('is assigned when running it again finds it free, after only the first half was done', async () => {
    const { a, b, nodeB, simulator, actionsOf, holders } = await twoNodes(v6);
    await a.activate();
    const lift = simulator.faults.add({ kind: 'error', status: 400, code: 'Whatever', action: 'AssignIpv6Addresses' });
    expect(await b.activate({ timeout: 3_000 })).not.toMatchObject({ exitCode: 0 });
    expect(holders()).toEqual([]);
    lift();
    const actions = await actionsOf('b', () => b.activate());
    expect(actions).toEqual([DESCRIBE, 'AssignIpv6Addresses', DESCRIBE]);
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('waits while EC2 does not count it as free yet', async () => {
    const { a, b, nodeB, simulator, holders } = await twoNodes(v6);
    await a.activate();
    simulator.faults.add({
      kind: 'error',
      status: 400,
      code: 'InvalidParameterValue',
      action: 'AssignIpv6Addresses',
      times: 2,
    });
    expect(await b.activate()).toMatchObject({ exitCode: 0 });
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });
});

describe('deactivate', () => {
  test.each([
    [V4, UNASSIGN, 'PrivateIpAddress.1'],
    [V6, 'UnassignIpv6Addresses', 'Ipv6Addresses.1'],
  ])('releases %s from its own interface by name, and does not look again', async (address, action, parameter) => {
    const { a, nodeA, asked, actionsOf, holders } = await twoNodes({ config: { address } });
    await a.activate();
    expect(await actionsOf('a', () => a.deactivate())).toEqual([DESCRIBE, action]);
    expect(asked('a').at(-1)?.params).toEqual({ NetworkInterfaceId: interfaceOf(nodeA), [parameter]: address });
    expect(holders()).toEqual([]);
  });

  test('leaves the address with B when A, back from the dead, deactivates', async () => {
    const { a, b, nodeB, actionsOf, holders } = await twoNodes();
    await a.activate();
    await b.activate();
    const actions = await actionsOf('a', () => a.deactivate({ strict: true }));
    expect(new Set(actions)).toEqual(new Set([DESCRIBE]));
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('counts an address that B has taken between the look and the release as released', async () => {
    const { a, b, nodeB, beforeCallOfA, holders } = await twoNodes();
    await a.activate();
    beforeCallOfA(
      (action) => action === UNASSIGN,
      () => b.activate(),
    );
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0, outcome: 'done' });
    expect(holders()).toEqual([interfaceOf(nodeB)]);
  });

  test('does not count a refusal as released while the address is still here', async () => {
    const { a, nodeA, simulator, holders } = await twoNodes();
    await a.activate();
    simulator.faults.add({
      kind: 'error',
      status: 400,
      code: 'InvalidParameterValue',
      message: 'no',
      action: UNASSIGN,
    });
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 1, error: { code: 'AWS_REFUSED' } });
    expect(holders()).toEqual([interfaceOf(nodeA)]);
  });

  test('names the action when the release is denied', async () => {
    const { a, trouble } = await twoNodes();
    await a.activate();
    trouble?.denied(`ec2:${UNASSIGN}`);
    const { exitCode, error } = await a.deactivate({ strict: true });
    expect(exitCode).toBe(22);
    expect(error?.message).toContain(UNASSIGN);
  });

  test('lets go of it at another interface of this node too', async () => {
    const { a, holders } = await twoNodes({
      interfaces: [{ privateIpv4s: ['10.0.1.10'] }, { privateIpv4s: ['10.0.9.10', V4] }],
    });
    expect(await a.deactivate({ strict: true })).toMatchObject({ exitCode: 0, resources: [{ outcome: 'done' }] });
    expect(holders()).toEqual([]);
  });

  test.each(['move', 'failover', 'restart'] as const)('keeps it for the reason %s', async (reason) => {
    const { a, nodeA, holders } = await twoNodes({ config: { onDeactivate: undefined } });
    await a.activate();
    expect(await a.deactivate({ reason })).toMatchObject({ exitCode: 0, resources: [{ outcome: 'kept' }] });
    expect(holders()).toEqual([interfaceOf(nodeA)]);
  });
});

describe('an interface that has as many addresses as it can', () => {
  test.each([V4, V6])('refuses %s at once, in the words of EC2', async (address) => {
    const { a, b, simulator, asked } = await twoNodes({ config: { address } });
    await b.activate();
    simulator.world.addressesPerInterface = 1;
    for (const each of simulator.world.interfaces) if (!each.ipv6s.includes(V6)) each.ipv6s.push('2001:db8::1');
    const { exitCode, error } = await a.activate();
    expect([exitCode, error?.code]).toEqual([1, 'AWS_REFUSED']);
    expect(error?.message).toContain('PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.');
    expect(asked('a').filter(({ action }) => action.startsWith('Assign'))).toHaveLength(1);
  });
});

describe('what else must be right', () => {
  const advised = ({ warnings }: { warnings: readonly { code: string; message: string }[] }) =>
    warnings.map(({ code, message }) => `${code} ${message}`).join();

  test("is that this machine's own interface carries the address: a warning of activate, monitor and status", async () => {
    const { a } = await twoNodes();
    for (const command of [a.activate, a.monitor, a.status])
      expect(advised(await command())).toMatch(
        /^ADVICE 10\.0\.3\.100 is not on this machine's interface: add it there/,
      );
  });

  test('and nothing is said where it does, nor where another node has the address', async () => {
    const own = [{ privateIpv4s: ['127.0.0.2'], subnetIpv4: '127.0.0.0/8' }];
    const { a } = await twoNodes({ config: { address: '127.0.0.1' }, interfaces: own });
    expect(advised(await a.activate())).toBe('');
    expect(advised(await a.status())).toBe('');
    const other = await twoNodes();
    await other.b.activate();
    expect(advised(await other.a.status())).toBe('');
  });
});
