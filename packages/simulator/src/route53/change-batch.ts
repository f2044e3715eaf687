import { AwsError, notModelled } from '../aws-error.ts';
import { storedName } from './name.ts';
import type { RecordChange, RecordSet } from './zone.ts';

/** A parsed XML element; every leaf is text. */
type Parsed = Record<string, unknown>;

/** Reads the body of ChangeResourceRecordSets; refuses what Route 53 calls malformed and what is not modelled. */
export function readChangeBatch(body: unknown): { comment: string | null; batch: RecordChange[] } {
  const root = element(element(body)['ChangeResourceRecordSetsRequest'])['ChangeBatch'];
  const { Comment: comment, Changes: changes, ...others } = element(root);
  refuseOthers('ChangeBatch', others);
  const list = element(changes)['Change'];
  if (!Array.isArray(list) || list.length === 0) throw malformed();
  return { comment: comment === undefined ? null : text(comment), batch: list.map(readChange) };
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
    name: storedName(text(name)),
    type: text(type),
    ...(plain ? { ttl: number('TTL', ttl, 2_147_483_647), values: readValues(records) } : { values: [] }),
    ...(alias === undefined ? {} : { aliasTarget: readAlias(element(alias)) }),
    ...(setIdentifier === undefined ? {} : { setIdentifier: text(setIdentifier) }),
    ...policy,
    ...(healthCheckId === undefined ? {} : { healthCheckId: text(healthCheckId) }),
  };
}

function readRouting(parsed: Parsed): Partial<RecordSet> {
  const { Weight: weight, Region: region, Failover: failover, MultiValueAnswer: multiValue, ...others } = parsed;
  refuseOthers('ResourceRecordSet', others);
  return {
    ...(weight === undefined ? {} : { weight: number('Weight', weight, 255) }),
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
    hostedZoneId: text(zoneId),
    dnsName: storedName(text(dnsName)),
    evaluateTargetHealth: text(evaluate) === 'true',
  };
}

function readValues(parsed: unknown): string[] {
  const list = element(parsed)['ResourceRecord'];
  if (!Array.isArray(list) || list.length === 0) throw malformed();
  return list.map((record) => text(element(record)['Value']));
}

function element(parsed: unknown): Parsed {
  if (typeof parsed !== 'object' || parsed === null) throw malformed();
  return parsed as Parsed;
}

function text(parsed: unknown): string {
  if (typeof parsed !== 'string') throw malformed();
  return parsed;
}

function number(name: string, parsed: unknown, maximum: number): number {
  const value = Number(text(parsed));
  if (Number.isInteger(value) && value >= 0 && value <= maximum) return value;
  throw invalid(`Invalid XML ; ${name} '${String(parsed)}' is not a whole number from 0 to ${maximum}`);
}

function refuseOthers(parent: string, others: Parsed): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw notModelled(400, 'InvalidInput', `<${name}> in <${parent}>`);
}

function wrongContent(where: string, found: string): AwsError {
  const choices = '[AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]';
  return invalid(`Expected exactly one of ${choices}, but found ${found} in Change with ${where}`);
}

function invalid(reason: string): AwsError {
  return new AwsError(400, 'InvalidInput', `Invalid request: ${reason}`);
}

function malformed(): AwsError {
  return new AwsError(400, 'MalformedInput', 'Unexpected list element termination');
}
