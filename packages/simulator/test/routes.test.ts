import { CreateRouteCommand, DescribeRouteTablesCommand, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { ec2Of, interfaceOf, twoNodes } from './simulation.ts';

const BLOCK = '10.9.0.1/32';

async function withTable() {
  const { simulator, first, second } = await twoNodes();
  const table = simulator.addRouteTable({ id: 'rtb-1', routes: { '0.0.0.0/0': 'igw-1' } });
  const client = ec2Of(simulator, first);
  const to = (node = first) => ({
    RouteTableId: 'rtb-1',
    DestinationCidrBlock: BLOCK,
    NetworkInterfaceId: interfaceOf(node),
  });
  const routes = async () => (await client.send(new DescribeRouteTablesCommand({}))).RouteTables?.[0]?.Routes;
  return { simulator, first, second, table, client, to, routes };
}

test('CreateRoute and ReplaceRoute lead a destination to an interface, beside the routes that are there', async () => {
  const { client, to, routes, first, second } = await withTable();
  await client.send(new CreateRouteCommand(to(first)));
  await client.send(new ReplaceRouteCommand(to(second)));
  expect(await routes()).toMatchObject([
    { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable' },
    { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' },
    {
      DestinationCidrBlock: BLOCK,
      NetworkInterfaceId: interfaceOf(second),
      InstanceId: second.instanceId,
      State: 'active',
      Origin: 'CreateRoute',
    },
  ]);
});

test('an IPv6 destination is told as one', async () => {
  const { client, to, routes } = await withTable();
  const { DestinationCidrBlock: _, ...rest } = to();
  await client.send(new CreateRouteCommand({ ...rest, DestinationIpv6CidrBlock: 'fd00::1/128' }));
  expect((await routes())?.at(-1)).toMatchObject({ DestinationIpv6CidrBlock: 'fd00::1/128' });
});

test('what is there cannot be created, and what is not cannot be replaced', async () => {
  const { client, to } = await withTable();
  const replaced = client.send(new ReplaceRouteCommand(to()));
  await expect(replaced).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: `There is no route defined for '${BLOCK}' in the route table. Use CreateRoute instead.`,
  });
  await client.send(new CreateRouteCommand(to()));
  await expect(client.send(new CreateRouteCommand(to()))).rejects.toMatchObject({ name: 'RouteAlreadyExists' });
});

test('an unknown table or interface is not found, and a filter that nothing meets gives an empty list', async () => {
  const { client, to } = await withTable();
  const table = new ReplaceRouteCommand({ ...to(), RouteTableId: 'rtb-2' });
  await expect(client.send(table)).rejects.toMatchObject({ name: 'InvalidRouteTableID.NotFound' });
  const target = new CreateRouteCommand({ ...to(), NetworkInterfaceId: 'eni-9' });
  await expect(client.send(target)).rejects.toMatchObject({ name: 'InvalidNetworkInterfaceID.NotFound' });
  const asked = client.send(new DescribeRouteTablesCommand({ RouteTableIds: ['rtb-2'] }));
  await expect(asked).rejects.toMatchObject({ name: 'InvalidRouteTableID.NotFound' });
  const filtered = new DescribeRouteTablesCommand({ Filters: [{ Name: 'route-table-id', Values: ['rtb-2'] }] });
  expect((await client.send(filtered)).RouteTables).toEqual([]);
});

test('a route to an instance that is terminated is a blackhole', async () => {
  const { client, to, routes, simulator } = await withTable();
  await client.send(new CreateRouteCommand(to()));
  for (const instance of simulator.world.instances) if (instance.name === 'first') instance.state = 'terminated';
  expect((await routes())?.at(-1)).toMatchObject({ State: 'blackhole' });
});

test('DescribeRouteTables gives page by page as many tables as the world says', async () => {
  const { simulator, client } = await withTable();
  for (const id of ['rtb-2', 'rtb-3']) simulator.addRouteTable({ id });
  simulator.world.routeTablesPerPage = 2;
  const first = await client.send(new DescribeRouteTablesCommand({}));
  expect(first.RouteTables?.map(({ RouteTableId }) => RouteTableId)).toEqual(['rtb-1', 'rtb-2']);
  const token = String(first.NextToken);
  const second = await client.send(new DescribeRouteTablesCommand({ NextToken: token }));
  expect(second.RouteTables?.map(({ RouteTableId }) => RouteTableId)).toEqual(['rtb-3']);
  expect(second.NextToken).toBeUndefined();
  const invalid = client.send(new DescribeRouteTablesCommand({ NextToken: 'x' }));
  await expect(invalid).rejects.toMatchObject({ name: 'InvalidPaginationToken' });
});

test('a propagated route is no static one: another may be created beside it, and it cannot be replaced', async () => {
  const { client, to, routes, table, first } = await withTable();
  table.routes.push({ destination: BLOCK, networkInterfaceId: null, gatewayId: 'vgw-1', propagated: true });
  await expect(client.send(new ReplaceRouteCommand(to()))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await client.send(new CreateRouteCommand(to()));
  expect((await routes())?.slice(-2)).toMatchObject([
    { GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
    { NetworkInterfaceId: interfaceOf(first), Origin: 'CreateRoute' },
  ]);
});
