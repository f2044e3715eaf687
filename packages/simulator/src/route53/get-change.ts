import { AwsError } from '../aws-error.ts';
import type { XmlElement } from '../xml.ts';
import type { Route53Operation } from './operation.ts';
import type { ZoneChange } from './zone.ts';

/** GetChange: PENDING until the `propagationMs` of the change, else of the world, have passed since the change, then INSYNC. */
export const getChange: Route53Operation = {
  name: 'GetChange',
  method: 'GET',
  path: /^\/change\/([^/]+)$/,
  write: false,
  query: [],
  answer: ({ id, world, simulation }): XmlElement => {
    const change = world.changes.find((candidate) => candidate.id === id);
    if (change === undefined) throw new AwsError(404, 'NoSuchChange', `Could not find resource with ID: ${id}`);
    const isPending = simulation.now() - change.submittedAt < (change.propagationMs ?? world.propagationMs);
    return { ChangeInfo: changeInfoXml(change, isPending ? 'PENDING' : 'INSYNC') };
  },
};

/** A change as the answers of ChangeResourceRecordSets and GetChange show it. */
export function changeInfoXml(change: ZoneChange, status: 'PENDING' | 'INSYNC'): XmlElement {
  return {
    Id: `/change/${change.id}`,
    Status: status,
    SubmittedAt: new Date(change.submittedAt).toISOString(),
    Comment: change.comment ?? undefined,
  };
}
