/** A resource record set; `name` as Route 53 returns it: lower case, trailing dot, `*` as `\052`. */
export interface RecordSet {
  name: string;
  type: string;
  /** Seconds; absent on an alias. */
  ttl?: number;
  /** Empty on an alias; TXT values with their quotes. */
  values: string[];
  aliasTarget?: { hostedZoneId: string; dnsName: string; evaluateTargetHealth: boolean };
  setIdentifier?: string;
  weight?: number;
  region?: string;
  failover?: string;
  multiValueAnswer?: boolean;
  healthCheckId?: string;
}

/** A hosted zone; the order of `recordSets` means nothing, answers are sorted. */
export interface Zone {
  id: string;
  name: string;
  private: boolean;
  nameServers: string[];
  recordSets: RecordSet[];
}

/** One change of a batch. */
export interface RecordChange {
  action: 'CREATE' | 'DELETE' | 'UPSERT';
  recordSet: RecordSet;
}

/** An accepted batch; PENDING until `submittedAt` (ms) plus its own `propagationMs`, else the world's. */
export interface ZoneChange {
  id: string;
  zoneId: string;
  submittedAt: number;
  comment: string | null;
  batch: RecordChange[];
  propagationMs?: number;
}

/** What tells record sets apart: name, type and set identifier. */
export function isSameSet(one: RecordSet, other: RecordSet): boolean {
  return one.name === other.name && one.type === other.type && one.setIdentifier === other.setIdentifier;
}
