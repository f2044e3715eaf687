import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Cluster, documentOf, EIP, fileOf, newCluster } from './cluster.ts';
import { startProxy } from './egress/proxy-server.ts';
import { type CertificateOptions, type Certified, frontOf, newAuthority, newCertificate } from './egress/tls-front.ts';

/** The simulated AWS behind TLS by an authority of its own, whose certificate is in `authority.pem` beside the file. */
async function behindTls({ simulator, folder }: Cluster, options: CertificateOptions = {}) {
  const authority = await newAuthority();
  const front = await frontOf(simulator.url, await newCertificate(authority, options));
  const bundle = join(folder, 'authority.pem');
  await writeFile(bundle, authority.cert);
  return { ...front, authority, bundle, env: { AWS_ENDPOINT_URL: front.url } };
}

const withBundle = (path: string) => `defaults: { aws: { caBundle: ${path} } }\n${fileOf(EIP)}`;

describe('the authorities of a bundle are trusted', () => {
  it('that the file names, from its own folder', async () => {
    const cluster = await newCluster(withBundle('authority.pem'));
    const { env } = await behindTls(cluster);
    expect(await cluster.a.runIn({ env, cwd: '/' }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(cluster.holder()).toBe('web-1');
  });

  it.each(['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'])('that %s names', async (name) => {
    const cluster = await newCluster();
    const { env, bundle } = await behindTls(cluster);
    const around = { env: { ...env, [name]: bundle } };
    expect(await cluster.a.runIn(around, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(cluster.holder()).toBe('web-1');
  });

  it('that ca_bundle of the profile names, in the default one and in one that is named', async () => {
    const cluster = await newCluster();
    const { env, bundle } = await behindTls(cluster);
    const { a, b, rewrite, holder } = cluster;
    const { accessKeyId, secretAccessKey, sessionToken } = b.simulated.credentials;
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`;
    await mkdir(join(a.env['HOME'] ?? '', '.aws'));
    await mkdir(join(b.env['HOME'] ?? '', '.aws'));
    await writeFile(join(a.env['HOME'] ?? '', '.aws/config'), `[default]\nca_bundle = ${bundle}\n`);
    await writeFile(join(b.env['HOME'] ?? '', '.aws/config'), `[profile ours]\nca_bundle = ${bundle}\n${keys}`);
    expect(await a.runIn({ env }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    await rewrite(`defaults: { aws: { profile: ours } }\n${fileOf(EIP)}`);
    expect(await b.runIn({ env }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
    expect(holder()).toBe('web-2');
  });

  it('but not where others may write to it, as they could pass for AWS', async () => {
    const cluster = await newCluster(withBundle('authority.pem'));
    const { env, bundle } = await behindTls(cluster);
    await cluster.a.runIn({ env }, 'activate', 'web');
    await chmod(bundle, 0o666);
    for (const [command, exitCode] of Object.entries({ activate: 2, monitor: 0, deactivate: 0 })) {
      const document = documentOf(await cluster.a.runIn({ env }, command, 'web', '--json'));
      expect(document).toMatchObject({ command, exitCode, error: { code: 'CA_BUNDLE_UNSAFE' } });
      expect(document.error?.message).toMatch(
        /the CA bundle that caBundle names is not safe: anybody may write to \S+authority\.pem$/,
      );
    }
    expect(cluster.holder()).toBe('web-1');
  });

  it('in this order: the file, the environment, the profile; those of NODE_EXTRA_CA_CERTS in any case', async () => {
    const cluster = await newCluster(withBundle('other.pem'));
    const { env, bundle, authority } = await behindTls(cluster);
    const { a, b, folder, rewrite } = cluster;
    const other = join(folder, 'other.pem');
    await writeFile(other, (await newAuthority('Another CA')).cert);
    const activate = (more: Record<string, string>) => a.runIn({ env: { ...env, ...more } }, 'activate', 'web');
    expect(await activate({ AWS_CA_BUNDLE: bundle })).toMatchObject({ code: 20 });
    expect(await activate({ NODE_EXTRA_CA_CERTS: bundle })).toMatchObject({ code: 0 });
    await rewrite(fileOf(EIP));
    expect(await b.runIn({ env: { ...env, AWS_CA_BUNDLE: other } }, 'activate', 'web')).toMatchObject({ code: 20 });
    await writeFile(other, `# ours\n${authority.cert}\n${(await newAuthority('Another CA')).cert}`);
    expect(await activate({ AWS_CA_BUNDLE: other })).toMatchObject({ code: 0 });
  });
});

describe('a bundle that is none ends it with 2 at once', () => {
  /** The certificate with its middle cut out. */
  const damaged = ({ cert }: Certified) => cert.replace(/^(.*\n.*\n).*\n/, '$1');

  it.each([
    ['is missing', 'missing.pem', 'cannot be read (ENOENT)'],
    ['is a folder', '.', 'cannot be read (it is not a file)'],
    ['is empty', 'empty.pem', 'holds no certificate in PEM'],
    ['is a key', 'key.pem', 'holds no certificate in PEM'],
    ['is no PEM', 'certificate.der', 'holds no certificate in PEM'],
    ['is damaged', 'damaged.pem', 'is damaged at certificate 2'],
  ])('because it %s', async (_, name, words) => {
    const cluster = await newCluster();
    const { a, folder, rewrite, calls } = cluster;
    const authority = await newAuthority();
    await writeFile(join(folder, 'empty.pem'), '');
    await writeFile(join(folder, 'key.pem'), authority.key);
    await writeFile(join(folder, 'certificate.der'), Buffer.from([0x30, 0x82, 0x01, 0x0a, 0xff]));
    await writeFile(join(folder, 'damaged.pem'), `${authority.cert}\n${damaged(authority)}`);
    const home = join(a.env['HOME'] ?? '', '.aws');
    await mkdir(home);
    const path = join(folder, name);
    const ends = async (source: string, env: Record<string, string> = {}) => {
      const ended = await a.runIn({ env }, 'activate', 'web');
      expect(ended.lastLine).toMatch(
        /^kirikae: CA_BUNDLE_INVALID web: \S+kirikae\.yaml:\d+:\d+: groups\.web\.resources\[0\]: cannot reach AWS, /,
      );
      expect(ended.lastLine).toContain(`${path.replace(/\/\.$/, '')}, named by ${source}, ${words}`);
      expect(ended.code).toBe(2);
    };
    await ends('AWS_CA_BUNDLE', { AWS_CA_BUNDLE: path });
    await ends('NODE_EXTRA_CA_CERTS', { NODE_EXTRA_CA_CERTS: path });
    await writeFile(join(home, 'config'), `[default]\nca_bundle = ${path}\n`);
    await ends('ca_bundle of profile default');
    await rewrite(withBundle(name));
    await ends('caBundle');
    expect(await a.run('config', 'check')).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
    expect(calls()).toEqual([]);
  });

  it('and an empty variable names none', async () => {
    const { a } = await newCluster();
    const env = { AWS_CA_BUNDLE: '', NODE_EXTRA_CA_CERTS: '' };
    expect(await a.runIn({ env }, 'activate', 'web')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a certificate that is not trusted ends it with 20 at once, naming caBundle and who issued it', () => {
  it.each([
    ['by an unknown authority', {}, false, 'its authority is unknown, UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['that has expired', { days: -1 }, true, 'it has expired, CERT_HAS_EXPIRED'],
    ['for another host', { names: [{ type: 2, text: 'a.example' }] }, true, 'it is for another host, ERR_TLS_CERT'],
  ] as const)('%s, straight and through a proxy', async (_, options, isKnown, words) => {
    const cluster = await newCluster();
    const { url, bundle, connections } = await behindTls(cluster, options);
    const env = { AWS_ENDPOINT_URL: url, ...(isKnown && { AWS_CA_BUNDLE: bundle }) };
    for (const way of [{}, { HTTPS_PROXY: (await startProxy()).url }]) {
      const before = connections();
      const ended = await cluster.a.runIn({ env: { ...env, ...way } }, 'activate', 'web');
      expect(ended.lastLine).toMatch(
        /^kirikae: AWS_UNTRUSTED web\/public-address: cannot look at eipalloc-\w+, the certificate of EC2 is not trusted/,
      );
      expect(ended.lastLine).toContain(words);
      expect(ended.lastLine).toContain('issued by Inspecting CA, Example Corp');
      expect(ended.lastLine).toContain('caBundle: in defaults.aws');
      expect([ended.code, connections() - before]).toEqual([20, 1]);
    }
    expect(cluster.calls()).toEqual([]);
  });

  it('signed by itself', async () => {
    const cluster = await newCluster();
    const { url } = await frontOf(
      cluster.simulator.url,
      await newCertificate(undefined, { name: 'Own\u001b[31m name' }),
    );
    const ended = await cluster.a.runIn({ env: { AWS_ENDPOINT_URL: url } }, 'activate', 'web');
    expect(ended.code).toBe(20);
    expect(ended.lastLine).toContain('DEPTH_ZERO_SELF_SIGNED_CERT; issued by Own [31m name)');
  });

  it('of a proxy that is reached by https:', async () => {
    const cluster = await newCluster();
    const { url: proxy } = await behindTls(cluster);
    const env = { AWS_ENDPOINT_URL: '', AWS_REGION: 'ap-northeast-1', HTTPS_PROXY: proxy };
    const ended = await cluster.a.runIn({ env }, 'activate', 'web');
    expect(ended.code).toBe(20);
    expect(ended.lastLine).toContain(`the certificate of the proxy ${proxy} is not trusted`);
  });

  it('and a side that speaks no TLS at all says so', async () => {
    const { a, simulator } = await newCluster();
    const env = { AWS_ENDPOINT_URL: simulator.url.replace('http:', 'https:') };
    const ended = await a.runIn({ env }, 'activate', 'web', '--timeout', '12s');
    expect(ended.code).toBe(20);
    expect(ended.lastLine).toMatch(/AWS_NO_TLS web\/public-address: cannot look at .*EC2 does not speak TLS there/);
  });
});
