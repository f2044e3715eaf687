import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Cluster, newCluster } from './cluster.ts';

/*
 * What the machine says of AWS, by variables, shared files and the metadata service: what cannot be is told at once, and what says nothing
 * counts for nothing.
 */

/** The variables that point to shared files with this content. */
async function sharedFiles({ folder }: Cluster, config: string) {
  const path = join(folder, 'config');
  await writeFile(path, config);
  return { AWS_CONFIG_FILE: path, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
}

it.each([
  [
    'AWS_REGION',
    'ap-northeast-1 ',
    /SETTING_INVALID .*AWS_REGION is "ap-northeast-1 ", which is no region; set it to one such as/,
  ],
  ['AWS_REGION', 'Tokyo', /AWS_REGION is "Tokyo", which is no region/],
  ['AWS_REGION', 'ap-northeast-1a', /AWS_REGION is "ap-northeast-1a", which is no region/],
])('ends with 2 at once for %s=%s', async (name, value, says) => {
  const { a, calls } = await newCluster();
  const ended = await a.runIn({ env: { [name]: value } }, 'activate', 'web');
  expect([ended.code, ended.lastLine]).toEqual([2, expect.stringMatching(says)]);
  expect(calls()).toEqual([]);
});

it('ends with 2 at once for a mode of the metadata service that there is not', async () => {
  const { a } = await newCluster();
  const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: '', AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv5' };
  const ended = await a.runIn({ env }, 'activate', 'web');
  expect([ended.code, ended.lastLine]).toEqual([
    2,
    expect.stringMatching(/MODE is "IPv5", which is no mode; set it to IPv4 or IPv6/),
  ]);
});

it('ends with 2 at once for the region of a profile that cannot be one', async () => {
  const cluster = await newCluster();
  const env = {
    ...(await sharedFiles(cluster, '[profile sap]\nregion = ap-northeast-1, Tokyo\n')),
    AWS_PROFILE: 'sap',
    AWS_REGION: '',
  };
  const ended = await cluster.a.runIn({ env }, 'activate', 'web');
  expect([ended.code, ended.lastLine]).toEqual([
    2,
    expect.stringMatching(/region of profile sap is "ap-northeast-1, Tokyo", which is no region/),
  ]);
});

it('cannot tell from a region of the metadata service that cannot be one', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add({ kind: 'garbage', action: 'GET /latest/meta-data/placement/region', body: 'somewhere' });
  const ended = await a.runIn({ env: { AWS_REGION: '' } }, 'activate', 'web', '--timeout', '3s');
  expect([ended.code, ended.lastLine]).toEqual([20, expect.stringContaining('METADATA_GARBAGE')]);
});

it('names the hop limit and containers where the metadata service never gives a token', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'imds', action: 'PUT*' });
  const { code, lastLine } = await a.run('activate', 'web', '--timeout', '4s');
  expect(code).toBe(20);
  expect(lastLine).toMatch(/METADATA_SILENT .*in a container with a hop limit of 2/);
});

const EMPTY = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_EC2_METADATA_DISABLED',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE',
  'AWS_ENDPOINT_URL_EC2',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_RETRY_MODE',
  'AWS_MAX_ATTEMPTS',
  'AWS_DEFAULTS_MODE',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_SDK_UA_APP_ID',
  'AWS_CA_BUNDLE',
  'KIRIKAE_LANG',
  'HTTPS_PROXY',
  'NO_PROXY',
];

it('takes every empty variable for none', async () => {
  const { a, holder } = await newCluster();
  const env = Object.fromEntries(EMPTY.map((name) => [name, '']));
  expect(await a.runIn({ env }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(holder()).toBe('web-1');
});

const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'secret-of-the-environment' };

it('goes on to the role of the instance where a profile has region and output alone, and says so in the log', async () => {
  const cluster = await newCluster();
  const files = await sharedFiles(cluster, '[profile sap]\nregion = ap-northeast-1\noutput = json\n');
  const env = { ...files, ...ENVIRONMENT, AWS_PROFILE: 'sap' };
  const ended = await cluster.a.runIn({ env }, 'activate', 'web', '--log-level', 'debug');
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain('profile sap names no credentials: going on to the role');
  expect(cluster.holder()).toBe('web-1');
});

it.each([
  ['that is missing', '[profile other]\nregion = ap-northeast-1\n'],
  ['with a key and no secret', '[profile sap]\naws_access_key_id = AKIAHALF\n'],
  ['with a secret and no key', '[profile sap]\naws_secret_access_key = half-of-it\n'],
  ['with a source and no role', '[profile sap]\nsource_profile = other\n'],
  ['whose program fails', '[profile sap]\ncredential_process = /bin/false\n'],
])('ends with 22 for a profile %s, whatever else gives credentials', async (_, config) => {
  const cluster = await newCluster();
  const env = { ...(await sharedFiles(cluster, config)), ...ENVIRONMENT, AWS_PROFILE: 'sap' };
  const ended = await cluster.a.runIn({ env }, 'activate', 'web');
  expect([ended.code, ended.lastLine]).toEqual([
    22,
    expect.stringMatching(/AWS_CREDENTIALS_(NONE|FAILED) .*profile sap/),
  ]);
});

it('cannot tell from half of the credentials of a role', async () => {
  const { a, simulator } = await newCluster();
  simulator.faults.add({ kind: 'garbage', service: 'imds', find: 'SecretAccessKey', put: 'SecretAccessKex' });
  const ended = await a.run('activate', 'web', '--timeout', '3s');
  expect([ended.code, ended.lastLine]).toEqual([20, expect.stringContaining('METADATA_GARBAGE')]);
});

it('says why the metadata service has no credentials for a role', async () => {
  const { a, simulator } = await newCluster();
  const body = '{ "Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role" }';
  simulator.faults.add({
    kind: 'garbage',
    action: 'GET /latest/meta-data/iam/security-credentials/kirikae-node',
    body,
  });
  const { code, lastLine } = await a.run('activate', 'web');
  expect(code).toBe(22);
  expect(lastLine).toMatch(/\(AssumeRoleUnauthorizedAccess: EC2 cannot assume the role\); let the role trust/);
});
