import {
  AssociateAddressCommand,
  CreateRouteCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  type EC2Client,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { ec2Of, interfaceOf, twoNodes } from './simulation.ts';

const BLOCK = '10.9.0.1/32';

async function world() {
  const { simulator, first, address } = await twoNodes();
  const table = simulator.addRouteTable({ id: 'rtb-1', routes: { '10.9.0.2/32': interfaceOf(first) } });
  const client = ec2Of(simulator, first);
  Object.assign(address, { associationId: 'eipassoc-1', networkInterfaceId: 'eni-9', privateIp: '10.0.9.9' });
  return { simulator, first, table, client, eni: interfaceOf(first) };
}

const DryRun = true;

/** Each action as it would succeed. */
const asked: [string, (client: EC2Client, eni: string) => Promise<unknown>][] = [
  [
    'AssociateAddress',
    (client, eni) =>
      client.send(new AssociateAddressCommand({ AllocationId: 'eipalloc-1', NetworkInterfaceId: eni, DryRun })),
  ],
  [
    'DisassociateAddress',
    (client) => client.send(new DisassociateAddressCommand({ AssociationId: 'eipassoc-1', DryRun })),
  ],
  [
    'CreateRoute',
    (client, eni) =>
      client.send(
        new CreateRouteCommand({ RouteTableId: 'rtb-1', DestinationCidrBlock: BLOCK, NetworkInterfaceId: eni, DryRun }),
      ),
  ],
  [
    'ReplaceRoute',
    (client, eni) =>
      client.send(
        new ReplaceRouteCommand({
          RouteTableId: 'rtb-1',
          DestinationCidrBlock: '10.9.0.2/32',
          NetworkInterfaceId: eni,
          DryRun,
        }),
      ),
  ],
  ['DescribeAddresses', (client) => client.send(new DescribeAddressesCommand({ DryRun }))],
];

test.each(asked)(
  '%s with DryRun would succeed: DryRunOperation (412), no effect, marked in the log',
  async (action, make) => {
    const { simulator, client, eni } = await world();
    const before = structuredClone(simulator.world);
    await expect(make(client, eni)).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    expect(simulator.world).toEqual(before);
    expect(simulator.calls).toMatchObject([{ action, dryRun: true, write: false, status: 412 }]);
  },
);

test('what would be refused is refused in the same words, without an effect', async () => {
  const { simulator, client, eni } = await world();
  const before = structuredClone(simulator.world);
  const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: eni, PrivateIpAddress: '10.0.7.7' };
  const refusal = await client.send(new AssociateAddressCommand(seat)).catch((error) => error.message);
  await expect(client.send(new AssociateAddressCommand({ ...seat, DryRun }))).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: refusal,
  });
  const gone = new DisassociateAddressCommand({ AssociationId: 'eipassoc-9', DryRun });
  await expect(client.send(gone)).rejects.toMatchObject({ name: 'InvalidAssociationID.NotFound' });
  simulator.faults.add({ kind: 'deny', action: 'AssociateAddress' });
  const denied = new AssociateAddressCommand({ AllocationId: 'eipalloc-1', NetworkInterfaceId: eni, DryRun });
  await expect(client.send(denied)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  expect(simulator.world).toEqual(before);
});

test('an id that a dry run would have made is not used up by it', async () => {
  const { client, eni } = await world();
  const seat = { AllocationId: 'eipalloc-1', NetworkInterfaceId: eni };
  await client.send(new AssociateAddressCommand({ ...seat, DryRun })).catch(() => {});
  expect(await client.send(new AssociateAddressCommand(seat))).toMatchObject({
    AssociationId: 'eipassoc-00000000000000001',
  });
});
