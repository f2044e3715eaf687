import { accountId } from '../account.ts';
import { publicIpv4Of } from '../ec2/interface-xml.ts';
import type { Credential, Instance, NetworkInterface, World } from '../world.ts';

/** Instance metadata: text at the leaves, directories between; undefined = not there. */
export type MetadataEntry = string | undefined | { [name: string]: MetadataEntry };

/** Whose metadata, in which world. */
interface MetadataSubject {
  world: World;
  instance: Instance;
  credential: Credential;
  region: string;
  now: number;
}

/** The name of the role that every node has. */
export const nodeRole = 'kirikae-node';

/** All that a node's metadata service shows below `/latest`; public addresses follow the world. */
export function metadataTree(subject: MetadataSubject): MetadataEntry {
  const { world, instance, region } = subject;
  const interfaces = world.interfaces.filter((candidate) => candidate.instanceId === instance.id);
  const primary = interfaces.find((candidate) => candidate.deviceIndex === 0);
  const [privateIp] = primary?.privateIpv4s ?? [];
  return {
    'meta-data': {
      hostname: privateIp && hostname(privateIp, region),
      iam: { 'security-credentials': { [nodeRole]: credentialText(subject) } },
      'instance-id': instance.id,
      'local-ipv4': privateIp,
      mac: primary?.mac,
      network: { interfaces: { macs: Object.fromEntries(interfaces.map((one) => [one.mac, macTree(world, one)])) } },
      placement: { 'availability-zone': `${region}a`, region },
      'public-ipv4': (primary && privateIp && publicIpv4Of(world, primary, privateIp)) || undefined,
    },
    dynamic: { 'instance-identity': { document: identityText(subject, privateIp) } },
  };
}

function macTree(world: World, shown: NetworkInterface): MetadataEntry {
  const associations = shown.privateIpv4s
    .map((privateIp) => [publicIpv4Of(world, shown, privateIp), privateIp] as const)
    .filter((pair): pair is readonly [string, string] => pair[0] !== null);
  return {
    'device-number': String(shown.deviceIndex),
    'interface-id': shown.id,
    'ipv4-associations': associations.length === 0 ? undefined : Object.fromEntries(associations),
    ipv6s: lines(shown.ipv6s),
    'local-ipv4s': lines(shown.privateIpv4s),
    mac: shown.mac,
    'public-ipv4s': lines(associations.map(([publicIp]) => publicIp)),
    'subnet-ipv4-cidr-block': shown.privateIpv4s.length > 0 ? shown.subnetIpv4 : undefined,
    'subnet-ipv6-cidr-blocks': shown.subnetIpv6,
    'vpc-id': shown.vpcId,
  };
}

function lines(values: string[]): string | undefined {
  return values.length === 0 ? undefined : values.join('\n');
}

function hostname(privateIp: string, region: string): string {
  return `ip-${privateIp.replaceAll('.', '-')}.${region}.compute.internal`;
}

const sixHours = 6 * 60 * 60 * 1_000;

function credentialText({ credential, now }: MetadataSubject): string {
  const document = {
    Code: 'Success',
    LastUpdated: timestamp(now),
    Type: 'AWS-HMAC',
    AccessKeyId: credential.accessKeyId,
    SecretAccessKey: credential.secretAccessKey,
    Token: credential.sessionToken,
    Expiration: timestamp(now + sixHours),
  };
  return JSON.stringify(document, undefined, 2);
}

function identityText({ instance, region }: MetadataSubject, privateIp: string | undefined): string {
  const document = {
    accountId,
    architecture: 'x86_64',
    availabilityZone: `${region}a`,
    instanceId: instance.id,
    instanceType: 't3.micro',
    privateIp,
    region,
    version: '2017-09-30',
  };
  return JSON.stringify(document, undefined, 2);
}

function timestamp(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
