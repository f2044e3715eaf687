import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeAddressesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { aboutService } from '../src/about.ts';
import { ask, clientOptions } from '../src/client.ts';
import type { AwsSettings } from '../src/index.ts';
import { type newHost, oneNode, settings } from './host.ts';

const ROLE = 'arn:aws:iam::123456789012:role/kirikae';
const NAMES = 'GET /latest/meta-data/iam/security-credentials/';

/** The credentials that an EC2 client gets. */
const credentialsFor = (fields: AwsSettings, host: ReturnType<typeof newHost>) =>
  clientOptions('ec2', 'ap-northeast-1', fields, host).credentials();

/** One look at all addresses, as a resource type makes it. */
function look(fields: AwsSettings, host: ReturnType<typeof newHost>) {
  const client = new EC2Client(clientOptions('ec2', 'ap-northeast-1', fields, host));
  const about = { ...aboutService('ec2', fields, host), wanted: 'look', action: 'ec2:DescribeAddresses' };
  return ask(about, new AbortController().signal, (options) => client.send(new DescribeAddressesCommand({}), options));
}

describe("the instance's role", () => {
  test('gives its credentials, which are fetched once a run', async () => {
    const { node, asked, hostOn } = await oneNode();
    const host = hostOn();
    expect(await credentialsFor(settings(), host)).toMatchObject(node.credentials);
    expect(await credentialsFor(settings(), host)).toMatchObject(node.credentials);
    expect(asked().filter((action) => action.startsWith(NAMES))).toHaveLength(2);
  });

  test('that is not attached is 22, and the provider is named', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'error', status: 404, code: 'NotFound', message: 'NotFound', action: NAMES });
    const none = credentialsFor(settings(), hostOn());
    await expect(none).rejects.toMatchObject({ kind: 'denied', code: 'AWS_CREDENTIALS_NONE' });
    await expect(none).rejects.toThrow("there are no credentials from the instance's role");
  });

  test('of which half a document is told is 20: that says nothing of whether there are credentials', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'garbage', truncated: true, action: `${NAMES}kirikae-node` });
    const half = credentialsFor(settings(), hostOn({ attempts: 2 }));
    await expect(half).rejects.toMatchObject({ kind: 'unreachable', code: 'METADATA_GARBAGE' });
    simulator.faults.clear();
    simulator.faults.add({ kind: 'garbage', truncated: true, action: `${NAMES}kirikae-node`, times: 1 });
    expect(await credentialsFor(settings(), hostOn())).toBeDefined();
  });

  test('of which the metadata service tells nothing is 20', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'imds' });
    const silent = look(settings({ endpoints: { ec2: simulator.url } }), hostOn({ attempts: 1 }));
    await expect(silent).rejects.toMatchObject({ kind: 'unreachable', code: 'METADATA_SILENT' });
  });

  test('is not asked for where the SDK’s variable turns the metadata service off', async () => {
    const { asked, hostOn } = await oneNode();
    const none = credentialsFor(settings(), hostOn({ env: { AWS_EC2_METADATA_DISABLED: 'true' } }));
    await expect(none).rejects.toMatchObject({ code: 'AWS_CREDENTIALS_NONE' });
    expect(asked()).toEqual([]);
  });

  test('is asked again when the metadata service is throttled', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'throttle', action: NAMES, times: 1 });
    expect(await credentialsFor(settings(), hostOn())).toBeDefined();
  });

  test('whose credentials have expired is 22, and the provider is named', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'expired', service: 'ec2' });
    const expired = look(settings({ endpoints: { ec2: simulator.url } }), hostOn());
    await expect(expired).rejects.toMatchObject({ kind: 'denied', code: 'AWS_CREDENTIALS_REFUSED' });
    await expect(expired).rejects.toThrow("refuses the credentials from the instance's role (RequestExpired");
  });
});

describe('roleArn', () => {
  test('is assumed with its external id, once a run', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.world.roles[ROLE] = { externalId: 'kirikae-1' };
    const fields = settings({ roleArn: ROLE, externalId: 'kirikae-1', endpoints: { sts: simulator.url } });
    const host = hostOn();
    expect(await credentialsFor(fields, host)).toMatchObject({ accessKeyId: 'ASIAROLESESSION00001' });
    await credentialsFor(fields, host);
    const [assume, ...more] = simulator.calls.filter(({ service }) => service === 'sts');
    expect(assume?.params).toMatchObject({ RoleArn: ROLE, RoleSessionName: 'kirikae-RUN', ExternalId: 'kirikae-1' });
    expect(more).toEqual([]);
    expect(host.counts['sts']).toBe(1);
  });

  test('that may not be assumed is 22, and sts:AssumeRole is named', async () => {
    const { simulator, hostOn } = await oneNode();
    const fields = settings({ roleArn: ROLE, endpoints: { sts: simulator.url, ec2: simulator.url } });
    const refused = look(fields, hostOn());
    await expect(refused).rejects.toMatchObject({ kind: 'denied', code: 'AWS_DENIED' });
    await expect(refused).rejects.toThrow(`cannot assume ${ROLE}, AWS denies sts:AssumeRole`);
  });

  test('whose STS is unreachable is 20', async () => {
    const { simulator, hostOn } = await oneNode();
    simulator.faults.add({ kind: 'unreachable', how: 'refuse', service: 'sts' });
    const fields = settings({ roleArn: ROLE, endpoints: { sts: simulator.url, ec2: simulator.url } });
    await expect(look(fields, hostOn())).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

describe('the other providers of the SDK', () => {
  test('the environment comes before the instance', async () => {
    const { asked, hostOn } = await oneNode();
    const env = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'secret' };
    for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await credentialsFor(settings(), hostOn({ env }))).toMatchObject({ accessKeyId: 'AKIAENVIRONMENT' });
    expect(asked()).toEqual([]);
  });

  test('a profile comes before both', async () => {
    const { hostOn } = await oneNode();
    const folder = await mkdtemp(join(tmpdir(), 'kirikae-aws-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'credentials');
    await writeFile(path, '[deploy]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secret\n');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', path);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENVIRONMENT');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const host = hostOn({ env: { AWS_SHARED_CREDENTIALS_FILE: path } });
    expect(await credentialsFor(settings({ profile: 'deploy' }), host)).toMatchObject({ accessKeyId: 'AKIAPROFILE' });
  });

  test('a profile that the file names and nobody knows is 22, and not replaced by the instance’s role', async () => {
    const { asked, hostOn } = await oneNode();
    const unknown = credentialsFor(settings({ profile: 'nosuch' }), hostOn());
    await expect(unknown).rejects.toMatchObject({ kind: 'denied', code: 'AWS_CREDENTIALS_NONE' });
    await expect(unknown).rejects.toThrow('there are no credentials from profile nosuch');
    expect(asked()).toEqual([]);
  });
});
