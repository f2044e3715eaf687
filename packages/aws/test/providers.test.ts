import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { clientOptions } from '../src/client.ts';
import { oneNode, settings } from './host.ts';
import { serve } from './server.ts';

/** A node that has a role, and what its credentials come to with this environment and these shared files. */
async function with_(env: Record<string, string>, config?: string, fields: Record<string, unknown> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'kirikae-aws-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'config');
  if (config !== undefined) await writeFile(path, config);
  const given = Object.entries(env).map(([key, value]) => [key, value.replace('FOLDER', folder)]);
  const all: Record<string, string> = {
    ...Object.fromEntries(given),
    AWS_CONFIG_FILE: path,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  };
  if (all['AWS_ENDPOINT_URL_SSO']) for (const [key, value] of Object.entries(all)) vi.stubEnv(key, value); // the SDK knows only this process's for that
  onTestFinished(() => void vi.unstubAllEnvs());
  const { simulator, asked, hostOn } = await oneNode();
  const own = settings({
    endpoints: { sts: simulator.url },
    connectTimeout: '300ms',
    requestTimeout: '300ms',
    ...fields,
  });
  const credentials = () => clientOptions('ec2', 'ap-northeast-1', own, hostOn({ env: all })).credentials();
  return { simulator, folder, credentials, asked };
}

const refused = { kind: 'denied', code: 'AWS_CREDENTIALS_FAILED', transient: undefined };

describe('a web identity', () => {
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: 'FOLDER/token', AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/web' };

  test('whose token file is missing is 22, with the file and what to do, and the instance’s role does not take its place', async () => {
    const { credentials, asked } = await with_(env);
    await expect(credentials()).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/AWS_WEB_IDENTITY_TOKEN_FILE gives no credentials \(ENOENT.*\/token/),
      hint: expect.stringContaining('mount the token there'),
    });
    expect(asked()).toEqual([]);
  });

  test('without a role is 22', async () => {
    const { credentials } = await with_({ AWS_WEB_IDENTITY_TOKEN_FILE: 'FOLDER/token' });
    await expect(credentials()).rejects.toMatchObject(refused);
  });

  test.each([
    ['silent', { kind: 'unreachable', how: 'silent' }, { kind: 'unreachable', code: 'AWS_SILENT' }],
    ['cut off', { kind: 'unreachable', how: 'refuse' }, { kind: 'unreachable', code: 'AWS_SILENT' }],
    ['not AWS', { kind: 'garbage' }, { kind: 'unreachable', code: 'AWS_GARBAGE' }],
    ['denying', { kind: 'error', status: 403, code: 'AccessDenied' }, { kind: 'denied', code: 'AWS_DENIED' }],
    [
      'refusing the token',
      { kind: 'error', status: 400, code: 'InvalidIdentityToken', message: 'no' },
      { kind: 'denied', code: 'AWS_CREDENTIALS_REFUSED' },
    ],
  ] as const)('whose STS is %s says so', async (_, fault, expected) => {
    const { simulator, folder, credentials } = await with_(env);
    await writeFile(join(folder, 'token'), 'a-web-token');
    simulator.faults.add({ ...fault, service: 'sts' });
    await expect(credentials()).rejects.toMatchObject(expected);
    expect(simulator.calls.map(({ action }) => action)).toEqual(['AssumeRoleWithWebIdentity']);
  });
});

describe('a profile', () => {
  test('whose credential_process fails is 22, without its command line, and is run once', async () => {
    const config = '[default]\ncredential_process = sh -c "echo x >> FOLDER/runs; exit 1" --password hunter2\n';
    const { credentials, folder, asked } = await with_({}, '');
    await writeFile(join(folder, 'config'), config.replace('FOLDER', folder));
    const failing = credentials();
    await expect(failing).rejects.toMatchObject(refused);
    await expect(failing).rejects.toThrow('profile default gives no credentials (its credential_process failed)');
    await expect(failing).rejects.not.toThrow('hunter2');
    expect(asked()).toEqual([]);
  });

  test('that is half a profile is 22', async () => {
    const { credentials } = await with_({}, '[profile deploy]\naws_access_key_id = AKIA\n', { profile: 'deploy' });
    await expect(credentials()).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('profile deploy'),
    });
  });

  test('that names no credentials leaves the instance’s role', async () => {
    const { credentials } = await with_({}, '[default]\nregion = eu-west-1\n');
    expect(await credentials()).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIASIMULATOR/) });
  });

  describe('of IAM Identity Center', () => {
    const CONFIG = `[profile deploy]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = kirikae
`;
    const signedIn = async (answer: string) => {
      const asked: string[] = [];
      const portal = await serve((response, _, { method, url }) => {
        asked.push(`${method} ${url}`);
        response.end(answer);
      });
      const { credentials, folder } = await with_({ AWS_ENDPOINT_URL_SSO: portal, HOME: 'FOLDER' }, CONFIG, {
        profile: 'deploy',
      });
      const cache = join(folder, '.aws/sso/cache');
      await mkdir(cache, { recursive: true });
      const name = createHash('sha1').update('https://example.awsapps.com/start').digest('hex');
      const token = { accessToken: 'signed-in', expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
      await writeFile(join(cache, `${name}.json`), JSON.stringify(token));
      return { credentials, asked };
    };

    test('gets the credentials of its portal', async () => {
      const roleCredentials = { accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't', expiration: 4e12 };
      const { credentials, asked } = await signedIn(JSON.stringify({ roleCredentials }));
      expect(await credentials()).toMatchObject({ accessKeyId: 'ASIASSO', sessionToken: 't' });
      expect(asked).toEqual([expect.stringMatching(/^GET \/federation\/credentials\?/)]);
    });

    test('whose portal is none says so', async () => {
      const { credentials } = await signedIn('<html>sign in</html>');
      await expect(credentials()).rejects.toMatchObject({
        code: 'AWS_CREDENTIALS_FAILED',
        message: expect.stringContaining('not JSON'),
      });
    });
  });

  test('that assumes a role does so within our times; a silent STS is 20', async () => {
    const config =
      '[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n' +
      '[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n';
    const { simulator, credentials } = await with_({}, config, { profile: 'deploy' });
    simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'sts' });
    await expect(credentials()).rejects.toMatchObject({ kind: 'unreachable', code: 'AWS_SILENT' });
    expect(simulator.calls).toHaveLength(1);
  });
});

describe('a container', () => {
  test.each([
    ['refuses connections', 'http://127.0.0.1:1/credentials', 'ECONNREFUSED'],
    ['is at no address that is accepted', 'http://example.com/credentials', 'URL not accepted'],
  ])('whose endpoint %s is 22, and the instance’s role does not take its place', async (_, url, reason) => {
    const { credentials, asked } = await with_({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url });
    const failing = credentials();
    await expect(failing).rejects.toMatchObject(refused);
    await expect(failing).rejects.toThrow(new RegExp(`the container's endpoint gives no credentials \\(.*${reason}`));
    expect(asked()).toEqual([]);
  });
});
