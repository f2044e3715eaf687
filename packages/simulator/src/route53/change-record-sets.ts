import type { XmlElement } from '../xml.ts';
import { applyBatch } from './batch.ts';
import { readChangeBatch } from './change-batch.ts';
import { changeInfoXml } from './get-change.ts';
import { foundZone, type Route53Operation } from './operation.ts';
import type { ZoneChange } from './zone.ts';

/** ChangeResourceRecordSets: one zone, one transaction; the answer is always PENDING. */
export const changeRecordSets: Route53Operation = {
  name: 'ChangeResourceRecordSets',
  method: 'POST',
  path: /^\/hostedzone\/([^/]+)\/rrset\/?$/,
  write: true,
  query: [],
  answer: ({ id, world, body, simulation }): XmlElement => {
    const zone = foundZone(world, id);
    const { comment, batch } = readChangeBatch(body);
    applyBatch(world, zone, batch);
    const change: ZoneChange = {
      id: `C${simulation.ids.count('change').toString(36).toUpperCase().padStart(13, '0')}`,
      zoneId: zone.id,
      submittedAt: simulation.now(),
      comment,
      batch,
    };
    world.changes.push(change);
    return { ChangeInfo: changeInfoXml(change, 'PENDING') };
  },
};
