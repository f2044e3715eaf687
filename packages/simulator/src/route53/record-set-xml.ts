import type { XmlElement } from '../xml.ts';
import type { RecordSet } from './zone.ts';

/** A record set as ListResourceRecordSets shows it. */
export function recordSetXml(shown: RecordSet): XmlElement {
  const { aliasTarget } = shown;
  return {
    Name: shown.name,
    Type: shown.type,
    SetIdentifier: shown.setIdentifier,
    Weight: shown.weight,
    Region: shown.region,
    Failover: shown.failover,
    MultiValueAnswer: shown.multiValueAnswer,
    TTL: shown.ttl,
    ResourceRecords:
      shown.values.length === 0 ? undefined : { ResourceRecord: shown.values.map((value) => ({ Value: value })) },
    AliasTarget: aliasTarget && {
      HostedZoneId: aliasTarget.hostedZoneId,
      DNSName: aliasTarget.dnsName,
      EvaluateTargetHealth: aliasTarget.evaluateTargetHealth,
    },
    HealthCheckId: shown.healthCheckId,
  };
}
