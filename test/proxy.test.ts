import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { start } from './binary.ts';
import { type Cluster, EIP, fileOf, newCluster, plus, RECORD } from './cluster.ts';
import { type ProxyServer, startProxy, tunnel } from './egress/proxy-server.ts';
import { frontOf, newAuthority, newCertificate } from './egress/tls-front.ts';

const PASSWORD = 'p@ss:wörd/hunter22';
const LOGIN = `us er:${PASSWORD}`;
const ENCODED = `us%20er:${encodeURIComponent(PASSWORD)}`;
const SECRETS = [PASSWORD, encodeURIComponent(PASSWORD), ENCODED, LOGIN, Buffer.from(LOGIN).toString('base64')];

/** The simulated AWS behind TLS, and the environment that leads there; the proxy's part of it is the test's. */
async function behindTls({ simulator, folder }: Cluster) {
  const authority = await newAuthority();
  const { url } = await frontOf(simulator.url, await newCertificate(authority));
  const bundle = join(folder, 'authority.pem');
  await writeFile(bundle, authority.cert);
  return { target: url.replace('https://', ''), env: { AWS_ENDPOINT_URL: url, AWS_CA_BUNDLE: bundle } };
}

/** Where a request to a proxy went: "CONNECT 127.0.0.1:1", "127.0.0.1:2" for one that it passed on. */
const hostsOf = ({ asked }: ProxyServer) =>
  new Set(asked.map((each) => (each.startsWith('CONNECT') ? each : new URL(each.split(' ')[1] ?? '').host)));

/** Every file below a folder, in one text. */
async function textOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join('\n');
}

describe('what goes to AWS', () => {
  it('goes through a tunnel of HTTPS_PROXY, with user and password, over one connection; neither shows anywhere', async () => {
    const cluster = await newCluster();
    const { a, holder } = cluster;
    const { target, env } = await behindTls(cluster);
    const proxy = await startProxy({ login: LOGIN });
    const around = { env: { ...env, HTTPS_PROXY: `http://${ENCODED}@127.0.0.1:${proxy.port}`, DEBUG: '*' } };
    const ended = await a.runIn(around, 'activate', 'web', '--json', '--log-level', 'debug');
    expect([ended.code, holder()]).toEqual([0, 'web-1']);
    expect(proxy.asked).toEqual([`CONNECT ${target}`]);
    const told = `${ended.stdout}${ended.stderr}${await textOf(a.state)}`;
    for (const secret of SECRETS) expect(told).not.toContain(secret);
  });

  it('is handed to HTTP_PROXY with its whole address where the endpoint is http:, in any case of the name', async () => {
    const { a, b, simulator, holder } = await newCluster(fileOf(EIP, RECORD));
    for (const [node, name] of [
      [a, 'HTTP_PROXY'],
      [b, 'http_proxy'],
    ] as const) {
      const proxy = await startProxy({ login: LOGIN });
      const ended = await node.runIn(
        { env: { [name]: `http://${ENCODED}@127.0.0.1:${proxy.port}` } },
        'activate',
        'web',
      );
      expect([ended.code, ended.stderr, holder()]).toEqual([0, '', node.name]);
      expect([...hostsOf(proxy)]).toEqual([new URL(simulator.url).host]);
    }
  });

  it('goes by the proxy of the file, of one resource, and of a secret', async () => {
    const [one, other] = [await startProxy(), await startProxy({ login: LOGIN })];
    const { a, folder, rewrite, simulator, holder } = await newCluster();
    const secret = join(folder, 'proxy');
    await writeFile(secret, `http://${ENCODED}@127.0.0.1:${other.port}\n`, { mode: 0o600 });
    await rewrite(`defaults: { aws: { proxy: "${one.url}" } }\n${fileOf(EIP, plus(RECORD, 'proxy: { file: proxy }'))}`);
    expect(await a.run('activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(holder()).toBe('web-1');
    expect(one.asked.every((each) => each === `POST ${simulator.url}/`)).toBe(true);
    expect(other.asked.filter((each) => each.includes('/2013-04-01/hostedzone/'))).not.toEqual([]);
    const { stdout, code } = await a.run('config', 'show');
    expect([code, stdout]).toEqual([0, expect.stringContaining('file: proxy')]);
    for (const secret of SECRETS) expect(`${stdout}${await textOf(a.state)}`).not.toContain(secret);
  });

  it('goes straight where NO_PROXY names it', async () => {
    const { a, holder } = await newCluster();
    const proxy = await startProxy();
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: 'example.com, 127.0.0.0/8' };
    expect(await a.runIn({ env }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect([holder(), proxy.asked]).toEqual(['web-1', []]);
  });

  it('is asked again through a new tunnel after a time-out', async () => {
    const cluster = await newCluster(`defaults: { aws: { requestTimeout: 1s } }\n${fileOf(EIP)}`);
    const { target, env } = await behindTls(cluster);
    const { a, simulator, holder } = cluster;
    const proxy = await startProxy();
    simulator.faults.add({ kind: 'unreachable', how: 'silent', service: 'ec2', times: 1 });
    expect(await a.runIn({ env: { ...env, HTTPS_PROXY: proxy.url } }, 'activate', 'web')).toMatchObject({ code: 0 });
    expect([holder(), proxy.asked]).toEqual(['web-1', [`CONNECT ${target}`, `CONNECT ${target}`]]);
  });
});

describe('STS goes by the proxy too', () => {
  const role = 'arn:aws:iam::123456789012:role/failover';

  it('for a role to assume, and for a web identity', async () => {
    const { a, b, folder, simulator, calls, rewrite } = await newCluster();
    simulator.world.roles[role] = { externalId: 'kirikae' };
    await rewrite(`defaults: { aws: { roleArn: "${role}", externalId: kirikae } }\n${fileOf(EIP)}`);
    const proxy = await startProxy();
    expect(await a.runIn({ env: { HTTP_PROXY: proxy.url } }, 'activate', 'web')).toMatchObject({ code: 0 });
    expect(proxy.asked).toHaveLength(calls().length);
    await rewrite(fileOf(EIP));
    const token = join(folder, 'token');
    await writeFile(token, 'a-web-token');
    const identity = { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: role };
    await b.runIn({ env: { HTTP_PROXY: proxy.url, ...identity } }, 'activate', 'web');
    expect(calls().filter(({ action }) => action === 'AssumeRoleWithWebIdentity')).not.toEqual([]);
    expect(proxy.asked).toHaveLength(calls().length);
  });

  it('and what the proxy refuses there is told as its refusal', async () => {
    const { a, simulator } = await newCluster(`defaults: { aws: { roleArn: "${role}" } }\n${fileOf(EIP)}`);
    simulator.world.roles[role] = {};
    const proxy = await startProxy({ login: LOGIN });
    const ended = await a.runIn({ env: { HTTP_PROXY: proxy.url } }, 'activate', 'web');
    expect(ended.code).toBe(22);
    expect(ended.lastLine).toMatch(/AWS_PROXY_CREDENTIALS web\/public-address: cannot assume arn:.*wants a user name/);
  });
});

describe('what is on this machine never goes by a proxy', () => {
  it('the metadata service, whatever Node is told of proxies', async () => {
    const { a, simulator, holder } = await newCluster();
    const proxy = await startProxy();
    const all = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ALL_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' };
    expect(await a.runIn({ env: all }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(holder()).toBe('web-1');
    expect([...hostsOf(proxy)]).toEqual([new URL(simulator.url).host]);
  });

  it("a container's credentials", async () => {
    const { a, simulator, holder } = await newCluster();
    const { accessKeyId, secretAccessKey, sessionToken } = a.simulated.credentials;
    const agent = createServer((_, answer) =>
      answer.end(
        JSON.stringify({
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          Token: sessionToken,
          Expiration: new Date(Date.now() + 3_600_000).toISOString(),
        }),
      ),
    ).listen(0, '127.0.0.1');
    await once(agent, 'listening');
    onTestFinished(() => void agent.close());
    const proxy = await startProxy();
    const uri = `http://127.0.0.1:${(agent.address() as AddressInfo).port}/credentials`;
    const env = { HTTP_PROXY: proxy.url, AWS_CONTAINER_CREDENTIALS_FULL_URI: uri };
    expect(await a.runIn({ env }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(holder()).toBe('web-1');
    expect([...hostsOf(proxy)]).toEqual([new URL(simulator.url).host]);
  });
});

describe('a proxy that', () => {
  const page = (status: string) => `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\n\r\n<html>no</html>`;

  it.each([
    ['wants a password', 22, 'AWS_PROXY_CREDENTIALS', 'wants a user name and password (HTTP 407)', page('407 No')],
    ['forbids it', 22, 'AWS_PROXY_DENIED', 'forbids ec2.ap-northeast-1.amazonaws.com:443 (HTTP 403)', page('403 No')],
    ['does not get through', 20, 'AWS_PROXY_FAILED', 'amazonaws.com:443 (HTTP 502)', page('502 Bad Gateway')],
    ['is a web server', 20, 'AWS_PROXY_GARBAGE', 'is not a proxy (an HTML page)', page('200 OK')],
    ['closes', 20, 'AWS_PROXY_CLOSED', 'closes the connection without an answer', ''],
    ['is silent', 20, 'AWS_PROXY_SILENT', 'does not answer (no answer in time)', undefined],
  ])('%s ends it with %d, in its own words', async (_, code, name, words, text) => {
    const { a } = await newCluster(`defaults: { aws: { connectTimeout: 500ms } }\n${fileOf(EIP)}`);
    const proxy = await startProxy({ onConnect: (client) => text !== undefined && client.end(text) });
    // no endpoint is named: AWS's own, which nothing but the proxy is asked for
    const env = { AWS_ENDPOINT_URL: '', AWS_REGION: 'ap-northeast-1', HTTPS_PROXY: proxy.url };
    const ended = await a.runIn({ env }, 'activate', 'web', '--timeout', '4s');
    expect(ended.code).toBe(code);
    expect(ended.lastLine).toMatch(
      new RegExp(`^kirikae: ${name} web/public-address: cannot look at eipalloc-.*\\[exit`),
    );
    expect(ended.lastLine).toContain(words);
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT ec2.ap-northeast-1.amazonaws.com:443']));
    if (code === 22) expect(proxy.asked).toHaveLength(1);
  });

  it.each([
    ['refuses connections', 'http://127.0.0.1:1', 'AWS_PROXY_UNREACHABLE', '(ECONNREFUSED)'],
    ['has no address', 'http://proxy.invalid:3128', 'AWS_PROXY_UNKNOWN', 'does not resolve'],
  ])('%s ends it with 20', async (_, url, name, words) => {
    const { a } = await newCluster();
    const ended = await a.runIn({ env: { HTTP_PROXY: url } }, 'activate', 'web', '--timeout', '3s');
    expect(ended.code).toBe(20);
    expect(ended.lastLine).toContain(`kirikae: ${name} web/public-address: `);
    expect(ended.lastLine).toContain(words);
  });

  it.each([
    ['socks5://user:hunter22@127.0.0.1:1080', 'socks5:// is not supported'],
    ['http://user:hunter22/@127.0.0.1:3128', 'it is not written as one'],
    ['http://127.0.0.1:3128 ', 'there is a space'],
  ])('cannot be one, %s, ends it with 2 at once, and is not quoted', async (url, words) => {
    const { a, calls } = await newCluster();
    const ended = await a.runIn({ env: { HTTP_PROXY: url } }, 'activate', 'web');
    expect(ended.code).toBe(2);
    expect(ended.lastLine).toMatch(/^kirikae: PROXY_INVALID web\/public-address: .*HTTP_PROXY is not the address/);
    expect(ended.lastLine).toContain(words);
    expect(`${ended.stdout}${ended.stderr}`).not.toContain('hunter22');
    expect(calls()).toEqual([]);
  });

  it('cannot be one ends it with 2 before any request where nothing is exempt, and config check tells it', async () => {
    const { a, calls } = await newCluster();
    const env = { HTTPS_PROXY: 'socks5://user:hunter22@127.0.0.1:1080' };
    for (const command of [
      ['activate', 'web'],
      ['config', 'check'],
    ]) {
      const ended = await a.runIn({ env }, ...command);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain('HTTPS_PROXY is not the address of a proxy (socks5:// is not supported)');
      expect(ended.stderr).not.toContain('hunter22');
    }
    expect(calls()).toEqual([]);
    expect(await a.runIn({ env: { ...env, NO_PROXY: '*' } }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  });

  it('cannot be one is told by config check, with its line, and not quoted', async () => {
    const { a } = await newCluster(`defaults:\n  aws:\n    proxy: http://user:hunter22@proxy:3128\n${fileOf(EIP)}`);
    const ended = await a.run('config', 'check');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('kirikae.yaml:3:');
    expect(ended.stderr).toContain('{ env: NAME } or { file: PATH }');
    expect(`${ended.stdout}${ended.stderr}`).not.toContain('hunter22');
  });

  it('is interrupted leaves at once', async () => {
    const { a } = await newCluster(`defaults: { aws: { connectTimeout: 20s } }\n${fileOf(EIP)}`);
    const proxy = await startProxy({ onConnect: () => {} });
    const env = { ...a.env, AWS_ENDPOINT_URL: '', AWS_REGION: 'ap-northeast-1', HTTPS_PROXY: proxy.url };
    const running = start(['activate', 'web'], { env });
    await expect.poll(() => proxy.asked.length, { timeout: 30_000 }).toBe(1);
    running.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 20, lastLine: expect.stringContaining('INTERRUPTED') });
  });
});

it('a write whose answer is lost in a tunnel is looked at through a new one', async () => {
  const cluster = await newCluster();
  const { a, simulator, holder, writes } = cluster;
  const { env } = await behindTls(cluster);
  const proxy = await startProxy({ onConnect: tunnel });
  simulator.faults.add({ kind: 'lostResponse', action: 'AssociateAddress', times: 1 });
  expect(await a.runIn({ env: { ...env, HTTPS_PROXY: proxy.url } }, 'activate', 'web')).toMatchObject({ code: 0 });
  expect([holder(), writes().length]).toEqual(['web-1', 1]);
});
