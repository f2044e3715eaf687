import { AwsError } from '../aws-error.ts';
import { sortKey, storedName } from './name.ts';
import { refusedName } from './name-rules.ts';
import { foundZone, type Route53Operation } from './operation.ts';
import { recordSetXml } from './record-set-xml.ts';
import type { RecordSet } from './zone.ts';

/** The most record sets one page holds, and how many it holds when nothing is asked. */
const pageLimit = 300;

/** ListResourceRecordSets: sorted as Route 53 does, beginning at name, type and identifier; shows PENDING changes. */
export const listRecordSets: Route53Operation = {
  name: 'ListResourceRecordSets',
  method: 'GET',
  path: /^\/hostedzone\/([^/]+)\/rrset\/?$/,
  write: false,
  query: ['name', 'type', 'identifier', 'maxitems'],
  answer: ({ id, world, query }) => {
    const { recordSets } = foundZone(world, id);
    const maximum = readMaximum(query['maxitems']);
    const start = readStart(query);
    const rest = recordSets.toSorted((a, b) => compare(orderOf(a), orderOf(b))).filter((set) => isFrom(set, start));
    const next = rest[maximum];
    return {
      ResourceRecordSets: { ResourceRecordSet: rest.slice(0, maximum).map(recordSetXml) },
      IsTruncated: next !== undefined,
      NextRecordName: next?.name,
      NextRecordType: next?.type,
      NextRecordIdentifier: next?.setIdentifier,
      MaxItems: maximum,
    };
  },
};

function readMaximum(asked: string | undefined): number {
  const maximum = asked === undefined ? pageLimit : Number(asked);
  if (Number.isInteger(maximum) && maximum > 0) return Math.min(maximum, pageLimit);
  throw new AwsError(400, 'InvalidInput', `Invalid value for maxitems: '${asked}'`);
}

function readStart(query: Record<string, string>): string[] {
  const { name, type, identifier } = query;
  if ((type !== undefined && name === undefined) || (identifier !== undefined && type === undefined)) {
    throw new AwsError(400, 'InvalidInput', 'A start type needs a start name, a start identifier needs a start type');
  }
  const problem = name && refusedName(name);
  if (problem) throw new AwsError(400, 'InvalidInput', problem);
  return [name && sortKey(storedName(name)), type, identifier].filter(
    (part) => part !== undefined && part !== '',
  ) as string[];
}

function isFrom(set: RecordSet, start: string[]): boolean {
  return compare(orderOf(set).slice(0, start.length), start) >= 0;
}

function orderOf(set: RecordSet): string[] {
  return [sortKey(set.name), set.type, set.setIdentifier ?? ''];
}

function compare(one: string[], other: string[]): number {
  const index = one.findIndex((part, at) => part !== other[at]);
  if (index < 0) return 0;
  return (one[index] ?? '') < (other[index] ?? '') ? -1 : 1;
}
