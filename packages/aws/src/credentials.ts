import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@kirikae/core';
import { awsError } from './errors.ts';
import { metadataOf } from './metadata.ts';
import type { AwsSettings } from './settings.ts';

/** Credentials as the SDK's clients take them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}
type Provider = () => Promise<Credentials>;

/** What is said of where credentials come from. */
export function providerName({ roleArn, profile }: AwsSettings, env: Host['env']): string {
  if (roleArn) return roleArn;
  const named = profile ?? env['AWS_PROFILE'];
  if (named) return `profile ${named}`;
  return env['AWS_ACCESS_KEY_ID'] ? 'the environment' : "the instance's role";
}

/**
 * The SDK's own providers in the order of its default chain, each loaded when it is its turn; the last, the instance's role, by IMDSv2 alone
 * and with the token that the run has anyway. The SDK's chain ends in one error for "no role" and "no answer", which operators must tell apart.
 */
export function baseCredentials(settings: AwsSettings, host: Host): Provider {
  const profile = settings.profile ?? host.env['AWS_PROFILE'];
  const options = profile === undefined ? {} : { profile };
  const links: Provider[] = [
    ...(profile === undefined ? [async () => (await import('@aws-sdk/credential-provider-env')).fromEnv()()] : []),
    async () => (await import('@aws-sdk/credential-provider-ini')).fromIni(options)(),
    async () => (await import('@aws-sdk/credential-provider-process')).fromProcess(options)(),
  ];
  const { env } = host;
  if (env['AWS_WEB_IDENTITY_TOKEN_FILE'])
    links.push(async () => (await import('@aws-sdk/credential-provider-web-identity')).fromTokenFile()());
  if (env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI'])
    links.push(async () => (await import('@aws-sdk/credential-provider-http')).fromHttp({})());
  return async () => {
    const first =
      (await hasSharedFiles(env)) || profile !== undefined
        ? links
        : links.filter((_, index) => index !== 1 && index !== 2);
    for (const link of first) {
      const found = await link().catch(next);
      if (found) return found;
    }
    if (profile !== undefined) throw none(settings, host); // a profile that was named is never replaced by another identity
    return fromInstance(settings, host);
  };
}

const none = (settings: AwsSettings, host: Host) =>
  awsError('AWS_CREDENTIALS_NONE', 'sign requests', { provider: providerName(settings, host.env) });

/** The next provider's turn, if the error says that this one has nothing to say. */
function next(error: { tryNextLink?: boolean }): undefined {
  if (!error.tryNextLink) throw error;
}

async function hasSharedFiles(env: Host['env']): Promise<boolean> {
  const paths = [
    env['AWS_CONFIG_FILE'] ?? join(homedir(), '.aws', 'config'),
    env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(homedir(), '.aws', 'credentials'),
  ];
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

async function fromInstance(settings: AwsSettings, host: Host): Promise<Credentials> {
  const { get } = metadataOf(host);
  if (/^true$/i.test(host.env['AWS_EC2_METADATA_DISABLED'] ?? '')) throw none(settings, host);
  const path = 'meta-data/iam/security-credentials/';
  const role = (await get(path))?.split('\n')[0];
  const text = role ? await get(path + role) : undefined;
  const found = parse(text);
  if (typeof found.AccessKeyId !== 'string') throw none(settings, host);
  return {
    accessKeyId: found.AccessKeyId,
    secretAccessKey: found.SecretAccessKey,
    sessionToken: found.Token,
    expiration: new Date(found.Expiration),
  };
}

function parse(text: string | undefined) {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
}
