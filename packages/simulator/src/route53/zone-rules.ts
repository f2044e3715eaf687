import { isInZone } from './name.ts';
import { isSameSet, type RecordSet, type Zone } from './zone.ts';

/** What forbids a record set in a zone that holds `present`, in Route 53's words. */
export function placeProblems(zone: Zone, present: RecordSet[], placed: RecordSet): string[] {
  if (!isInZone(placed.name, zone.name)) {
    return [`RRSet with DNS name ${placed.name} is not permitted in zone ${zone.name}`];
  }
  const beside = present.filter((other) => other.name === placed.name && !isSameSet(other, placed));
  const group = beside.filter((other) => other.type === placed.type);
  const problems = [cnameProblems(zone, beside, placed), policyProblems(group, placed), weightProblems(group, placed)];
  return [...problems.flat(), ...roleProblems(group, placed), ...countProblems(group, placed)];
}

function cnameProblems(zone: Zone, beside: RecordSet[], placed: RecordSet): string[] {
  const place = `with DNS name ${placed.name} is not permitted`;
  if (placed.type === 'CNAME' && placed.name === zone.name) {
    return [`RRSet of type CNAME ${place} at apex in zone ${zone.name}`];
  }
  const others = beside.filter((other) => other.type !== placed.type);
  if (placed.type === 'CNAME' && others.length > 0)
    return [
      `RRSet of type CNAME ${place} as it conflicts with other records with the same DNS name in zone ${zone.name}`,
    ];
  if (!others.some((other) => other.type === 'CNAME')) return [];
  return [
    `RRSet of type ${placed.type} ${place} because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone ${zone.name}`,
  ];
}

function policyProblems(group: RecordSet[], placed: RecordSet): string[] {
  const other = group.find((set) => policyOf(set) !== policyOf(placed));
  if (other === undefined) return [];
  return [
    `RRSet with ${which(placed)} cannot be created as a ${policyOf(placed)} set because a ${policyOf(other)} RRSet exists with the same name and type.`,
  ];
}

/** Weighted sets of one name and type must have one TTL; aliases among them have none. */
function weightProblems(group: RecordSet[], placed: RecordSet): string[] {
  const isOther = ({ weight, ttl }: RecordSet): boolean =>
    weight !== undefined && ttl !== undefined && ttl !== placed.ttl;
  if (placed.weight === undefined || placed.ttl === undefined || !group.some(isOther)) return [];
  const { name, type, setIdentifier } = placed;
  return [
    `RRSet with DNS name ${name} and type ${type}, SetIdentifier ${setIdentifier} cannot be created as weighted sets must contain the same TTL.`,
  ];
}

/** How many weighted sets one name and type may have (Developer Guide, "Quotas"). */
const MOST_WEIGHTED = 100;

function countProblems(group: RecordSet[], { name, type, weight }: RecordSet): string[] {
  if (weight === undefined || group.length < MOST_WEIGHTED) return [];
  return [`Exceeded limit on number of weighted RRSets for ${name}, type ${type} in this zone.`];
}

/** Of failover sets of one name and type there is one PRIMARY and one SECONDARY. */
function roleProblems(group: RecordSet[], placed: RecordSet): string[] {
  const { failover } = placed;
  if (failover === undefined || !group.some((other) => other.failover === failover)) return [];
  return [
    `RRSet with ${which(placed)} cannot be created as a ${failover} set because one exists with the same name and type.`,
  ];
}

const which = ({ name, type, setIdentifier }: RecordSet): string =>
  `DNS name ${name}, type ${type}, SetIdentifier ${setIdentifier ?? 'null'}`;

function policyOf(set: RecordSet): string {
  if (set.setIdentifier === undefined) return 'simple';
  if (set.weight !== undefined) return 'weighted';
  if (set.failover !== undefined) return 'failover';
  return set.region === undefined ? 'multivalue answer' : 'latency';
}

/** What a zone must keep, whatever a batch does: its SOA and at least one NS at the apex. */
export function apexProblems(zone: Zone, present: RecordSet[]): string[] {
  const atApex = (type: string) => present.some((set) => set.name === zone.name && set.type === type);
  return [
    ...(atApex('SOA') ? [] : ['A HostedZone must contain exactly one SOA record.']),
    ...(atApex('NS') ? [] : ['A HostedZone must contain at least one NS record for the zone itself.']),
  ];
}
