import { AwsError, notModelled } from '../aws-error.ts';
import { storedName } from './name.ts';
import { refusedName, refusedRecordName } from './name-rules.ts';
import { bounded, element, invalid, malformed, type Parsed, text, wholeNumber } from './parsed.ts';
import type { RecordChange, RecordSet } from './zone.ts';

/** Reads the body of ChangeResourceRecordSets; refuses what Route 53 calls malformed and what is not modelled. */
export function readChangeBatch(body: unknown): { comment: string | null; batch: RecordChange[] } {
  const root = element(element(body)['ChangeResourceRecordSetsRequest'])['ChangeBatch'];
  const { Comment: comment, Changes: changes, ...others } = element(root);
  refuseOthers('ChangeBatch', others);
  const list = element(changes)['Change'];
  if (!Array.isArray(list) || list.length === 0) throw malformed();
  return {
    comment: comment === undefined ? null : bounded(text(comment), 'ResourceDescription', 256),
    batch: list.map(readChange),
  };
}

function readChange(parsed: unknown): RecordChange {
  const { Action: action, ResourceRecordSet: recordSet, ...others } = element(parsed);
  refuseOthers('Change', others);
  if (action !== 'CREATE' && action !== 'DELETE' && action !== 'UPSERT') {
    throw invalid(`Invalid XML ; the Action '${String(action)}' is none of CREATE, DELETE, UPSERT`);
  }
  return { action, recordSet: readRecordSet(action, element(recordSet)) };
}

function readRecordSet(action: string, parsed: Parsed): RecordSet {
  const { Name: name, Type: type, TTL: ttl, ResourceRecords: records, AliasTarget: alias, ...rest } = parsed;
  const { SetIdentifier: setIdentifier, HealthCheckId: healthCheckId, ...routing } = rest;
  const where = `[Action=${action}, Name=${text(name)}, Type=${text(type)}, SetIdentifier=${setIdentifier ?? null}]`;
  const plain = ttl !== undefined && records !== undefined;
  if (plain === (alias !== undefined)) throw wrongContent(where, plain ? 'more than one' : 'none');
  const policy = readRouting(routing);
  refuseHalfRouting(where, setIdentifier, Object.keys(policy).length);
  return {
    name: storedName(domainName(bounded(text(name), 'DNSName', 1_024), refusedRecordName)),
    type: text(type),
    ...(plain ? { ttl: wholeNumber('TTL', ttl, 2_147_483_647), values: readValues(records) } : { values: [] }),
    ...(alias === undefined ? {} : { aliasTarget: readAlias(element(alias)) }),
    ...(setIdentifier === undefined
      ? {}
      : { setIdentifier: bounded(text(setIdentifier), 'ResourceRecordSetIdentifier', 128, 1) }),
    ...policy,
    ...(healthCheckId === undefined ? {} : { healthCheckId: bounded(text(healthCheckId), 'HealthCheckId', 64) }),
  };
}

function readRouting(parsed: Parsed): Partial<RecordSet> {
  const { Weight: weight, Region: region, Failover: failover, MultiValueAnswer: multiValue, ...others } = parsed;
  refuseOthers('ResourceRecordSet', others);
  return {
    ...(weight === undefined ? {} : { weight: wholeNumber('Weight', weight, 255) }),
    ...(region === undefined ? {} : { region: text(region) }),
    ...(failover === undefined ? {} : { failover: text(failover) }),
    ...(multiValue === undefined ? {} : { multiValueAnswer: text(multiValue) === 'true' }),
  };
}

function refuseHalfRouting(where: string, setIdentifier: unknown, policies: number): void {
  if (setIdentifier === undefined && policies > 0)
    throw invalid(`Missing field 'SetIdentifier' in Change with ${where}`);
  if (setIdentifier === undefined || policies === 1) return;
  const found = policies === 0 ? 'none' : 'more than one';
  const choices =
    '[Weight, Region, Failover, MultiValueAnswer, GeoLocation, GeoProximityLocation, or CidrRoutingConfig]';
  throw invalid(`Expected exactly one of ${choices}, but found ${found} in Change with ${where}`);
}

function readAlias(parsed: Parsed): NonNullable<RecordSet['aliasTarget']> {
  const { HostedZoneId: zoneId, DNSName: dnsName, EvaluateTargetHealth: evaluate, ...others } = parsed;
  refuseOthers('AliasTarget', others);
  return {
    hostedZoneId: bounded(text(zoneId), 'ResourceId', 32),
    dnsName: storedName(domainName(bounded(text(dnsName), 'DNSName', 1_024), refusedName)),
    evaluateTargetHealth: text(evaluate) === 'true',
  };
}

function readValues(parsed: unknown): string[] {
  const list = element(parsed)['ResourceRecord'];
  if (!Array.isArray(list) || list.length === 0) throw malformed();
  return list.map((record) => bounded(text(element(record)['Value']), 'RData', 4_000));
}

function domainName(name: string, problemOf: (name: string) => string | undefined): string {
  const problem = problemOf(name);
  if (problem !== undefined) throw new AwsError(400, 'InvalidChangeBatch', `[${problem}]`);
  return name;
}

function refuseOthers(parent: string, others: Parsed): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw notModelled(400, 'InvalidInput', `<${name}> in <${parent}>`);
}

function wrongContent(where: string, found: string): AwsError {
  const choices = '[AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]';
  return invalid(`Expected exactly one of ${choices}, but found ${found} in Change with ${where}`);
}
