import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { RecordSet } from '../src/index.ts';
import { newSimulator, route53Of } from './simulation.ts';

/** The record set most of these tests begin with. */
export const www: RecordSet = { name: 'www.example.com.', type: 'A', ttl: 60, values: ['192.0.2.1', '192.0.2.2'] };

/** A zone with some record sets, and how to change it by the real client. */
export async function zoneWith(...recordSets: RecordSet[]) {
  const simulator = await newSimulator();
  const node = await simulator.addNode({ name: 'one' });
  const zone = simulator.addZone({ name: 'example.com', id: 'Z1', recordSets });
  const client = route53Of(simulator, node);
  const changeWith = (Comment: string | undefined, ...Changes: Change[]) =>
    client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch: { Comment, Changes } }));
  const change = (...changes: Change[]) => changeWith(undefined, ...changes);
  const list = (StartRecordName: string) =>
    client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1', StartRecordName }));
  const named = (name: string) => zone.recordSets.filter((set) => set.name === name);
  return { simulator, zone, change, changeWith, list, named };
}

function set(values: string[], more: Partial<ResourceRecordSet> = {}): ResourceRecordSet {
  const ResourceRecords = values.map((Value) => ({ Value }));
  return { Name: 'www.example.com', Type: 'A', TTL: 60, ResourceRecords, ...more };
}

/** A CREATE of `www.example.com. A`, unless `more` says otherwise. */
export const create = (values: string[], more?: Partial<ResourceRecordSet>): Change => {
  return { Action: 'CREATE', ResourceRecordSet: set(values, more) };
};
/** A DELETE of `www.example.com. A`, unless `more` says otherwise. */
export const remove = (values: string[], more?: Partial<ResourceRecordSet>): Change => {
  return { Action: 'DELETE', ResourceRecordSet: set(values, more) };
};
/** An UPSERT of `www.example.com. A`, unless `more` says otherwise. */
export const upsert = (values: string[], more?: Partial<ResourceRecordSet>): Change => {
  return { Action: 'UPSERT', ResourceRecordSet: set(values, more) };
};

/** The values of `www`. */
export const current = ['192.0.2.1', '192.0.2.2'];
