import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as tls from 'node:tls';
import type { Host } from '@kirikae/core';
import { awsError } from '../errors.ts';
import type { AwsSettings } from '../settings.ts';

/** A file of certificates, and who named it. */
interface Bundle {
  readonly path: string;
  readonly source: string;
}

/** What a connection trusts, as options of TLS: nothing said is the built-in authorities alone. */
export type Trust = Pick<tls.ConnectionOptions, 'secureContext'>;

type Settings = Pick<AwsSettings, 'caBundle' | 'profile'>;
type Surroundings = Pick<Host, 'env' | 'folder' | 'refuseWeak'>;

/** The authorities that this node's connections trust: those of the bundles beside the built-in ones. Throws `usage` for a bundle that is none, and for one that others may write to: they could pass for AWS. */
export async function trustOf(settings: Settings, host: Surroundings): Promise<Trust> {
  const extra = host.env['NODE_EXTRA_CA_CERTS'];
  const named = await namedBundle(settings, host);
  const bundles = [
    ...(named ? [named] : []),
    ...(extra ? [{ path: resolve(extra), source: 'NODE_EXTRA_CA_CERTS' }] : []),
  ];
  if (bundles.length === 0) return {};
  const certificates = (await Promise.all(bundles.map((each) => readBundle(each, host)))).flat();
  return { secureContext: tls.createSecureContext({ ca: [...builtIn(), ...certificates] }) };
}

/** Node 23.5 to 23.8 does not tell its own; those of the system (`--use-system-ca`) are not among them there. */
const builtIn = (): readonly string[] => tls.getCACertificates?.('default') ?? tls.rootCertificates;

/** The first that is named: by the file (from its folder), by the environment, by the profile. */
async function namedBundle({ caBundle, profile }: Settings, { env, folder }: Pick<Host, 'env' | 'folder'>) {
  if (caBundle !== undefined) return { path: resolve(folder, caBundle), source: 'caBundle' };
  const path = env['AWS_CA_BUNDLE'];
  if (path) return { path: resolve(path), source: 'AWS_CA_BUNDLE' };
  const name = profile ?? (env['AWS_PROFILE'] || 'default');
  const { parseKnownFiles } = await import('@smithy/core/config');
  const written = (await parseKnownFiles({}).catch(() => undefined))?.[name]?.['ca_bundle'];
  return written ? { path: resolve(written), source: `ca_bundle of profile ${name}` } : undefined;
}

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

async function readBundle({ path, source }: Bundle, { refuseWeak }: Surroundings): Promise<string[]> {
  const refuse = (reason: string, cause?: unknown) =>
    awsError('CA_BUNDLE_INVALID', 'reach AWS', { path, source, reason }, { cause });
  const text = await readRegular(path).catch((error: NodeJS.ErrnoException) => {
    throw refuse(`cannot be read (${error.code ?? error.message})`, error);
  });
  await refuseWeak(path, (weak) => awsError('CA_BUNDLE_UNSAFE', 'reach AWS', { source, ...weak }));
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw refuse('holds no certificate in PEM');
  for (const [index, each] of certificates.entries())
    if (!isCertificate(each)) throw refuse(`is damaged at certificate ${index + 1}`);
  return certificates;
}

/** A pipe or a device would be read for ever. */
async function readRegular(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error('it is not a file');
  return readFile(path, 'latin1');
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
