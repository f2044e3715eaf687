import { AssociateAddressCommand, DescribeAddressesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import type { FaultRule } from '../src/index.ts';
import { ec2Of, interfaceOf, route53Of, standingClock, twoNodes } from './simulation.ts';

/** A read that every test may make. */
export const look = (client: EC2Client) => client.send(new DescribeAddressesCommand({}));

/** Two nodes, a zone, and a simulator with these faults; the clock stands. */
export async function faulted(...rules: FaultRule[]) {
  const clock = standingClock();
  const nodes = await twoNodes({ now: clock.now });
  nodes.simulator.addZone({ name: 'example.com', id: 'Z1' });
  for (const rule of rules) nodes.simulator.faults.add(rule);
  const { simulator, first, second } = nodes;
  const [one, two] = [ec2Of(simulator, first), ec2Of(simulator, second)];
  const names = route53Of(simulator, first);
  const take = () =>
    one.send(new AssociateAddressCommand({ AllocationId: 'eipalloc-1', NetworkInterfaceId: interfaceOf(first) }));
  const zone = () => names.send(new GetHostedZoneCommand({ Id: 'Z1' }));
  const change = () => {
    const ResourceRecordSet = {
      Name: 'a.example.com',
      Type: 'A' as const,
      TTL: 60,
      ResourceRecords: [{ Value: '192.0.2.1' }],
    };
    const ChangeBatch = { Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet }] };
    return names.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch }));
  };
  const records = async () => {
    const { ResourceRecordSets } = await names.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1' }));
    return ResourceRecordSets?.length;
  };
  return { ...nodes, clock, one, two, take, zone, change, records };
}
