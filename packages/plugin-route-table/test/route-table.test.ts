import { describe, expect, test } from 'vitest';
import { DESTINATION, interfaceOf, twoNodes } from './two-nodes.ts';

const V6 = 'fd00:9::1/128';

describe('taking the routes', () => {
  test('is one look, one write for each table, and one look', async () => {
    const { a, b, lead, nodeA, nodeB, targets, actionsOf } = await twoNodes({ config: { create: false } });
    lead(interfaceOf(nodeB));
    const actions = await actionsOf('a', () => a.activate());
    const writes = ['ReplaceRoute', 'ReplaceRoute', 'ReplaceRoute'];
    expect(actions).toEqual(['DescribeRouteTables', ...writes, 'DescribeRouteTables']);
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
    expect((await b.monitor()).exitCode).toBe(7);
    expect(await actionsOf('a', () => a.activate())).toEqual(['DescribeRouteTables', 'DescribeRouteTables']);
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

  test('to the interface with the device index, and without a private address where metadata is off', async () => {
    const interfaces = [{ privateIpv4s: ['10.0.1.10'] }, { privateIpv4s: ['10.0.9.10'] }];
    const second = await twoNodes({ interfaces, config: { deviceIndex: 1 } });
    await second.a.activate();
    expect(second.targets()[0]).toBe(second.nodeA.interfaces[1]?.id);
  });

  test('is kept on deactivation, whatever the reason', async () => {
    const { a, targets, nodeA, actionsOf } = await twoNodes();
    await a.activate();
    expect(await actionsOf('a', () => a.deactivate())).toEqual([]);
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
    expect((await a.monitor()).exitCode).toBe(7);
  });
});

describe('when one of the tables fails', () => {
  test('the others are done, the result tells of each, and the next run writes only what is left', async () => {
    const { a, lead, nodeA, nodeB, faults, onCall, actionsOf, targets, tables } = await twoNodes();
    lead(interfaceOf(nodeB));
    const stop = onCall(({ params }) => {
      if ((params as Record<string, string>)['RouteTableId'] === tables[1]?.id)
        faults.add({ kind: 'deny', action: 'ReplaceRoute', times: 1 });
    });
    const report = await a.activate();
    stop();
    expect(report).toMatchObject({ exitCode: 22, error: { message: expect.stringContaining('ec2:ReplaceRoute') } });
    expect(targets().filter((target) => target === interfaceOf(nodeA))).toHaveLength(2);
    expect(report.resources[0]).toMatchObject({ outcome: 'denied' });
    const { detail, state } = (await a.status()).resources[0] as { detail: string; state: string };
    expect([state, detail]).toEqual(['inactive', expect.stringMatching(/^2 of 3 at eni-\S+: rtb-\S+ at eni-\S+$/)]);
    const actions = await actionsOf('a', () => a.activate());
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(1);
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
  });

  test('a lost answer is found out by looking: no route is written twice', async () => {
    const { a, lead, nodeB, faults, actionsOf } = await twoNodes();
    lead(interfaceOf(nodeB));
    faults.add({ kind: 'lostResponse', action: 'ReplaceRoute', times: 1 });
    const actions = await actionsOf('a', async () => expect(await a.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(3);
  });

  test('one that was throttled is written again, alone', async () => {
    const { a, lead, nodeB, faults, actionsOf } = await twoNodes();
    lead(interfaceOf(nodeB));
    faults.add({ kind: 'throttle', action: 'ReplaceRoute', times: 1 });
    const actions = await actionsOf('a', async () => expect(await a.activate()).toMatchObject({ exitCode: 0 }));
    expect(actions.filter((action) => action === 'ReplaceRoute')).toHaveLength(4);
  });

  test('what another has created in that moment is replaced', async () => {
    const { a, lead, nodeA, nodeB, tables, onCall, targets } = await twoNodes();
    const stop = onCall(({ action }) => {
      if (action !== 'CreateRoute') return;
      stop();
      lead(interfaceOf(nodeB), tables.slice(0, 1));
    });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
  });
});

describe('two nodes', () => {
  test('that take the routes at once do not both end in 0', async () => {
    for (let n = 0; n < 5; n++) {
      const { a, b, lead, targets, nodeA, nodeB } = await twoNodes();
      lead('eni-0123456789abcdef0');
      const codes = (await Promise.all([a, b].map((node) => node.activate({ timeout: 4_000 })))).map(
        ({ exitCode }) => exitCode,
      );
      const [holder, ...more] = new Set(targets());
      if (codes[0] === 0) expect([holder, more]).toEqual([interfaceOf(nodeA), []]);
      if (codes[1] === 0) expect([holder, more]).toEqual([interfaceOf(nodeB), []]);
      expect(codes.filter((code) => code === 0).length).toBeLessThan(2);
    }
  });

  test('one that wrote and was overtaken says that the race is lost', async () => {
    const { a, nodeB, lead, tables, onCall } = await twoNodes();
    lead('eni-0123456789abcdef0');
    let looks = 0;
    onCall(({ action }) => {
      if (action !== 'DescribeRouteTables' || ++looks !== 2) return;
      for (const { routes } of tables)
        for (const route of routes)
          if (route.destination === DESTINATION) route.networkInterfaceId = interfaceOf(nodeB);
    });
    expect(await a.activate()).toMatchObject({ exitCode: 21, error: { code: 'RACE_LOST' } });
  });
});

describe('a look', () => {
  test('knows a route to an instance that is gone', async () => {
    const { b, lead, nodeA, simulator } = await twoNodes();
    lead(interfaceOf(nodeA));
    for (const instance of simulator.world.instances) if (instance.name === 'a') instance.state = 'terminated';
    const [resource] = (await b.status()).resources;
    expect(resource).toMatchObject({ state: 'elsewhere', detail: expect.stringContaining('(a blackhole)') });
  });

  test('at a table that is not there ends in 1, naming table and region', async () => {
    const { a } = await twoNodes({ config: { routeTableIds: ['rtb-0123456789abcdef0'] } });
    const { exitCode, error } = await a.activate();
    expect([exitCode, error?.message]).toEqual([
      1,
      expect.stringMatching(/rtb-0123456789abcdef0 is not found in ap-northeast-1/),
    ]);
  });

  test('by status tells of a source/destination check that is on, which activate and monitor do not pay for', async () => {
    const { a, nodeA, actionsOf } = await twoNodes();
    for (const each of nodeA.interfaces) each.sourceDestCheck = true;
    expect(await actionsOf('a', () => a.activate())).not.toContain('DescribeNetworkInterfaces');
    expect(await actionsOf('a', () => a.monitor())).toEqual(['DescribeRouteTables']);
    const [resource] = (await a.status()).resources;
    expect(resource).toMatchObject({
      state: 'active',
      detail: expect.stringMatching(/source\/destination check of eni-\S+ is on.*turn it off/),
    });
    for (const each of nodeA.interfaces) each.sourceDestCheck = false;
    expect((await a.status()).resources[0]).toMatchObject({ detail: expect.stringMatching(/^3 of 3 at eni-\w+$/) });
  });
});

describe('what the file does not describe is not replaced', () => {
  test('a missing route without create: names the tables', async () => {
    const { a, tables, lead, nodeB, actionsOf } = await twoNodes({ config: { create: false } });
    lead(interfaceOf(nodeB), tables.slice(0, 1));
    const actions = await actionsOf('a', async () => {
      const { exitCode, error } = await a.activate();
      expect([exitCode, error?.code]).toEqual([1, 'ROUTE_MISSING']);
      expect(error?.message).toContain(`in ${tables[1]?.id}, ${tables[2]?.id}`);
      expect(error?.hint).toContain('create: true');
    });
    expect(actions).toEqual(['DescribeRouteTables']);
  });

  test('a route to a gateway', async () => {
    const { a, tables, targets } = await twoNodes();
    tables[2]?.routes.push({ destination: DESTINATION, networkInterfaceId: null, gatewayId: 'igw-0123456789abcdef0' });
    const { exitCode, error } = await a.activate();
    expect([exitCode, error?.code]).toEqual([1, 'ROUTE_FOREIGN']);
    expect(error?.message).toContain('leads to igw-0123456789abcdef0');
    expect(targets()).toEqual([undefined, undefined, null]);
  });
});

describe('what the file says wrong', () => {
  test.each([
    [{ destination: '10.9.0.1' }, 'destination: must be a CIDR block such as'],
    [{ destination: '10.9.0.1/33' }, 'destination: must be a CIDR block such as'],
    [{ destination: 'internet' }, 'destination: must be a CIDR block such as'],
    [{ destination: '10.9.1.7/24' }, 'destination: must be a whole block: write 10.9.1.0/24'],
    [{ destination: 'fd00:9::17/64' }, 'destination: must be a whole block: write fd00:9::/64'],
    [{ routeTableIds: [] }, 'routeTableIds: must name at least one route table'],
    [{ routeTableIds: ['rtb-1'] }, 'routeTableIds[0]: must be the id of a route table (rtb-…)'],
    [{ routeTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef0'] }, 'routeTableIds: names a route table twice'],
    [{ routeTableIds: 'rtb-0123456789abcdef0' }, 'routeTableIds'],
    [{ networkInterfaceId: 'eni-X' }, 'networkInterfaceId: must be the id of a network interface'],
    [{ networkInterfaceId: 'eni-0123456789abcdef0', deviceIndex: 0 }, 'deviceIndex: says the interface, and so does'],
    [{ deviceIndex: -1 }, 'deviceIndex: must be at least 0'],
    [{ create: 'yes' }, 'create'],
    [{ onDeactivate: 'release' }, 'onDeactivate: must be keep, not release: a route is not taken away'],
    [{ destinaton: 'x' }, 'unknown key destinaton; did you mean destination?'],
  ])('%j ends in 2 before anything is asked', async (config, sentence) => {
    const { a, actionsOf } = await twoNodes({ config });
    const actions = await actionsOf('a', async () => {
      const { exitCode, error } = await a.activate();
      expect([exitCode, error?.message]).toEqual([2, expect.stringContaining(sentence)]);
      expect(error?.hint).toBeTruthy();
    });
    expect(actions).toEqual([]);
  });
});
