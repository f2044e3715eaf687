import { describe, expect, test } from 'vitest';
import { DESTINATION, interfaceOf, twoNodes } from './two-nodes.ts';

describe('a look', () => {
  test('knows a route to an instance that is gone', async () => {
    const { b, lead, nodeA, simulator } = await twoNodes();
    lead(interfaceOf(nodeA));
    for (const instance of simulator.world.instances) if (instance.name === 'a') instance.state = 'stopped';
    const [resource] = (await b.status()).resources;
    expect(resource).toMatchObject({ state: 'elsewhere', detail: expect.stringContaining('(a blackhole)') });
  });

  test('does not take a route that is a blackhole for one that is here, though it leads here', async () => {
    const { a, lead, nodeA, simulator } = await twoNodes();
    lead(interfaceOf(nodeA));
    for (const instance of simulator.world.instances) if (instance.name === 'a') instance.state = 'stopped';
    expect((await a.monitor()).exitCode).toBe(7);
    const [resource] = (await a.status()).resources;
    expect(resource).toMatchObject({
      state: 'inactive',
      detail: expect.stringMatching(/^\S+, 0 of 3 tables: rtb-\S+ at eni-\S+ \(a blackhole\), /),
    });
  });

  test('knows another interface of this node: that is not elsewhere', async () => {
    const interfaces = [{ privateIpv4s: ['10.0.1.10'] }, { privateIpv4s: ['10.0.9.10'] }];
    const { a, lead, nodeA, targets } = await twoNodes({ interfaces });
    const second = String(nodeA.interfaces[1]?.id);
    lead(second);
    const [resource] = (await a.status()).resources;
    expect(resource).toMatchObject({ state: 'inactive', holder: null });
    expect(resource).toMatchObject({ detail: expect.stringContaining(` at ${second} (of this node)`) });
    expect(await a.activate()).toMatchObject({ exitCode: 0 });
    expect(targets()).toEqual(Array(3).fill(interfaceOf(nodeA)));
  });

  test('knows an IPv6 destination however EC2 writes it', async () => {
    const { a, tables, nodeA } = await twoNodes({ config: { destination: 'fd00:9::1/128' } });
    for (const { routes } of tables)
      routes.push({ destination: 'FD00:9:0:0::0001/128', networkInterfaceId: interfaceOf(nodeA), gatewayId: null });
    expect((await a.status()).resources[0]).toMatchObject({ state: 'active' });
  });

  test('follows the pages', async () => {
    const { a, simulator, actionsOf } = await twoNodes();
    simulator.world.routeTablesPerPage = 2;
    const [looks, creates] = [Array(2).fill('DescribeRouteTables'), Array(3).fill('CreateRoute')];
    expect(await actionsOf('a', () => a.activate())).toEqual([
      ...looks,
      ...creates,
      ...looks,
      'DescribeNetworkInterfaces',
    ]);
    expect((await a.monitor()).exitCode).toBe(0);
  });

  test('asks about fewer tables at once where all together are more than fits into one answer', async () => {
    const { a, b, tables, simulator, actionsOf } = await twoNodes();
    for (const { routes } of tables)
      for (let n = 0; n < 2_500; n++)
        routes.push({ destination: `10.${n >> 8}.${n & 255}.0/28`, networkInterfaceId: null, gatewayId: 'igw-0' });
    expect(await actionsOf('a', () => a.monitor())).toEqual(Array(4).fill('DescribeRouteTables'));
    expect((await b.activate()).exitCode).toBe(0);
    simulator.faults.add({ kind: 'garbage', service: 'ec2', body: '<DescribeRouteTablesResponse>', size: 2_000_000 });
    const [resource] = (await a.status()).resources;
    expect(resource).toMatchObject({ error: { code: 'AWS_TOO_BIG' } });
  });

  test('goes by the static route where a propagated one for the same destination stands before it', async () => {
    const { a, tables, lead, nodeA } = await twoNodes();
    for (const { routes } of tables)
      routes.push({ destination: DESTINATION, networkInterfaceId: null, gatewayId: 'vgw-0', propagated: true });
    lead(interfaceOf(nodeA));
    expect((await a.status()).resources[0]).toMatchObject({ state: 'active' });
  });

  test('says that the tables are in different VPCs', async () => {
    const { a, tables } = await twoNodes();
    const [first, second, third] = tables;
    if (third) third.vpcId = 'vpc-2';
    const vpc = first?.vpcId;
    const where = `${first?.id} in ${vpc}, ${second?.id} in ${vpc}, ${third?.id} in vpc-2`;
    const [resource] = (await a.status()).resources;
    expect(resource).toMatchObject({ detail: expect.stringContaining(`in different VPCs: ${where}`) });
  });

  test('at a table that is not there ends in 1, naming table and region', async () => {
    const { a } = await twoNodes({ config: { routeTableIds: ['rtb-0123456789abcdef0'] } });
    const { exitCode, error } = await a.activate();
    expect([exitCode, error?.message]).toEqual([
      1,
      expect.stringMatching(/rtb-0123456789abcdef0 is not found in ap-northeast-1/),
    ]);
  });

  test('is followed by a warning of activate, monitor and status where the source/destination check is on', async () => {
    const { a, nodeA, simulator } = await twoNodes();
    simulator.world.interfacesPerPage = 1;
    for (const each of nodeA.interfaces) each.sourceDestCheck = true;
    for (const command of [a.activate, a.monitor, a.status]) {
      const { exitCode, warnings } = await command();
      expect([exitCode, warnings]).toEqual([
        0,
        [
          {
            code: 'ADVICE',
            resource: 'route-table',
            message: expect.stringContaining(
              `turn it off once, by aws ec2 modify-network-interface-attribute --network-interface-id ${interfaceOf(nodeA)} --no-source-dest-check --region ap-northeast-1`,
            ),
          },
        ],
      ]);
    }
    for (const each of nodeA.interfaces) each.sourceDestCheck = false;
    for (const command of [a.activate, a.monitor, a.status]) expect((await command()).warnings).toEqual([]);
  });

  test('is not spoilt by what keeps that from being found out, which status tells, and all where it does not pass', async () => {
    const { a, nodeA, simulator } = await twoNodes({ metadata: false });
    expect((await a.activate()).exitCode).toBe(0);
    const remove = simulator.faults.add({ kind: 'throttle', action: 'DescribeNetworkInterfaces' });
    expect(await a.monitor()).toMatchObject({ exitCode: 0, warnings: [] });
    expect(await a.status()).toMatchObject({
      exitCode: 0,
      warnings: [{ message: expect.stringContaining('cannot be told') }],
    });
    remove();
    simulator.faults.add({ kind: 'deny', action: 'DescribeNetworkInterfaces' });
    expect(await a.monitor()).toMatchObject({ exitCode: 0, warnings: [{ code: 'AWS_DENIED' }] });
    simulator.faults.clear();
    simulator.world.interfaces = simulator.world.interfaces.filter(({ id }) => id !== interfaceOf(nodeA));
    const sentence = `${interfaceOf(nodeA)} is not found in ap-northeast-1`;
    expect(await a.status()).toMatchObject({ warnings: [{ message: expect.stringContaining(sentence) }] });
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

  test('the local route, and a propagated one', async () => {
    const local = await twoNodes({ config: { destination: '10.0.0.0/16' } });
    expect((await local.a.status()).resources[0]).toMatchObject({
      state: 'elsewhere',
      holder: { id: 'local' },
      detail: expect.stringContaining(' at local (no network interface)'),
    });
    expect(await local.a.activate()).toMatchObject({ exitCode: 1, error: { code: 'ROUTE_FOREIGN' } });
    const { a, tables, actionsOf } = await twoNodes();
    tables[0]?.routes.push({
      destination: DESTINATION,
      networkInterfaceId: null,
      gatewayId: 'vgw-0',
      propagated: true,
    });
    const actions = await actionsOf('a', async () =>
      expect(await a.activate()).toMatchObject({ exitCode: 1, error: { code: 'ROUTE_FOREIGN' } }),
    );
    expect(actions).toEqual(['DescribeRouteTables']);
  });
});
