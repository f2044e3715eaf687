import type { Host } from '@kirikae/core';
import { aboutService, hasContainer, providerName } from './about.ts';
import { byCorrectedClock } from './clock.ts';
import type { openConnection } from './connection.ts';
import { awsError } from './errors.ts';
import { metadataOf } from './metadata.ts';
import { failureOf } from './provider-failure.ts';
import { firstLine } from './secrets.ts';
import type { AwsSettings } from './settings.ts';
import { hasSharedFiles, sharedFiles } from './shared-files.ts';

/** Credentials as the SDK's clients take them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** How a provider reaches STS. */
export interface StsOptions {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: ReturnType<typeof openConnection>;
  readonly endpoint?: string;
}

/** A source of credentials: undefined if it is not configured. One that is and fails throws, so that no other identity takes its place. */
type Link = (settings: AwsSettings, host: Host, sts: StsOptions) => Promise<Credentials | undefined>;

/**
 * The SDK's own providers in the order of its default chain, each loaded when it is its turn; the last, the instance's role, by IMDSv2 alone
 * and with the token that the run has anyway. The SDK's chain ends in one error for "no role" and "no answer", which operators must tell apart,
 * and goes on after a source that is configured and broken.
 */
export function baseCredentials(settings: AwsSettings, host: Host, sts: StsOptions): () => Promise<Credentials> {
  return async () => {
    for (const link of [fromEnvironment, fromProfile, fromTokenFile, fromContainer]) {
      const found = await link(settings, host, sts);
      if (found) return told(found, settings, host);
    }
    return told(await fromInstance(settings, host), settings, host);
  };
}

/** Says in the log where they come from, and which key it is; never the secret of it. */
function told(found: Credentials, settings: AwsSettings, host: Host): Credentials {
  const until = found.expiration ? `, until ${found.expiration.toISOString()}` : '';
  const from = providerName({ ...settings, roleArn: undefined }, host.env);
  host.log(`credentials: from ${from}, key ${found.accessKeyId.slice(0, 4)}...${until}`);
  return found;
}

const profileOf = ({ profile }: AwsSettings, { env }: Host): string | undefined =>
  profile ?? (env['AWS_PROFILE'] || undefined);

const none = (settings: AwsSettings, host: Host) =>
  awsError('AWS_CREDENTIALS_NONE', 'sign requests', { provider: providerName(settings, host.env) });

const fromEnvironment: Link = async (settings, host) => {
  if (profileOf(settings, host) !== undefined) return undefined;
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION } = host.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    ...(AWS_CREDENTIAL_EXPIRATION && { expiration: new Date(AWS_CREDENTIAL_EXPIRATION) }),
  };
};

/** The keys by which a profile says where its credentials come from, or half of them: with one of these no other source takes its place. */
const TELLING =
  /^(aws_access_key_id|aws_secret_access_key|aws_session_token|role_arn|source_profile|credential_source|credential_process|sso_\w+|web_identity_token_file|login_session)$/;

const fromProfile: Link = async (settings, host, sts) => {
  const named = profileOf(settings, host);
  if (named === undefined && !(await hasSharedFiles(host.env))) return undefined;
  const [{ parseKnownFiles }, { fromIni }] = await Promise.all([
    import('@smithy/core/config'),
    import('@aws-sdk/credential-provider-ini'),
  ]);
  const profile = named ?? 'default';
  const fields = (await parseKnownFiles(sharedFiles(host.env)))[profile];
  if (named !== undefined && fields === undefined) throw none(settings, host);
  if (!Object.keys(fields ?? {}).some((key) => TELLING.test(key))) {
    if (named !== undefined)
      host.log(`profile ${named} names no credentials: going on to the role of the container or the instance`);
    return undefined;
  }
  const { region, endpoint, ...rest } = sts; // what asks the portal of SSO gets neither: it has a region of its own
  const isSso = Object.keys(fields ?? {}).some((key) => key.startsWith('sso_'));
  const clientConfig = { ...rest, ...(endpoint && !isSso && { endpoint }) };
  const provide = fromIni({ ...sharedFiles(host.env), profile, clientConfig, parentClientConfig: { region } });
  const about = { ...aboutService('sts', settings, host), wanted: `use profile ${profile}`, action: 'sts:AssumeRole' };
  const remedy =
    'correct it in the shared config and credentials files, and try what it names as the user that runs kirikae';
  return byCorrectedClock(() => provide()).catch(failureOf({ provider: `profile ${profile}`, remedy, about }));
};

const fromTokenFile: Link = async (settings, host, sts) => {
  const variable = 'AWS_WEB_IDENTITY_TOKEN_FILE';
  if (!host.env[variable]) return undefined;
  const provider = await import('@aws-sdk/credential-provider-web-identity');
  const { AWS_ROLE_ARN: roleArn = '', AWS_ROLE_SESSION_NAME: roleSessionName } = host.env;
  const wanted = `assume ${roleArn} with a web identity`;
  const about = { ...aboutService('sts', settings, host), wanted, action: 'sts:AssumeRoleWithWebIdentity' };
  const remedy = `mount the token there and set AWS_ROLE_ARN, or take ${variable} out of the environment`;
  return provider
    .fromTokenFile({
      clientConfig: sts,
      webIdentityTokenFile: host.env[variable],
      roleArn,
      ...(roleSessionName && { roleSessionName }),
    })()
    .catch(failureOf({ provider: variable, remedy, about }));
};

const fromContainer: Link = async (settings, host) => {
  const { env } = host;
  if (!hasContainer(env)) return undefined;
  const { fromHttp } = await import('@aws-sdk/credential-provider-http');
  const about = { ...aboutService('sts', settings, host), wanted: 'sign requests', action: 'sts:AssumeRole' };
  const remedy = 'start its agent, or correct AWS_CONTAINER_CREDENTIALS_... in the environment';
  const ask = async () => fromHttp({ maxRetries: 1, ...containerOf(env) })(); // it throws at once for an address that it does not accept
  return ask().catch(failureOf({ provider: "the container's endpoint", remedy, about }));
};

/** What the environment of the run says of the container's agent, as the SDK calls it; what it does not say is left out. */
const containerOf = (env: Host['env']): Record<string, string> => {
  const said = {
    awsContainerCredentialsRelativeUri: env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
    awsContainerCredentialsFullUri: env['AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    awsContainerAuthorizationToken: env['AWS_CONTAINER_AUTHORIZATION_TOKEN'],
    awsContainerAuthorizationTokenFile: env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  };
  return Object.fromEntries(Object.entries(said).flatMap(([name, value]) => (value ? [[name, value]] : [])));
};

async function fromInstance(settings: AwsSettings, host: Host): Promise<Credentials> {
  const { get, need } = metadataOf(host);
  if (/^true$/i.test(host.env['AWS_EC2_METADATA_DISABLED'] ?? '')) throw none(settings, host);
  const path = 'meta-data/iam/security-credentials/';
  const role = (await get(path))?.split('\n')[0];
  if (!role) throw none(settings, host);
  const found = JSON.parse(await need(path + role, isDocument));
  if (found.Code && found.Code !== 'Success') throw refused(settings, host, role, found);
  return {
    accessKeyId: found.AccessKeyId,
    secretAccessKey: found.SecretAccessKey,
    sessionToken: found.Token,
    expiration: new Date(found.Expiration),
  };
}

/** The metadata service knows the role, and AWS gives it no credentials: `AssumeRoleUnauthorizedAccess`. */
function refused(settings: AwsSettings, host: Host, role: string, { Code, Message = '' }: Record<string, unknown>) {
  const provider = `${providerName(settings, host.env)} (${role})`;
  const reason = firstLine(`${Code}: ${Message}`);
  const remedy = 'let the role trust ec2.amazonaws.com, or attach it to the instance again';
  return awsError('AWS_CREDENTIALS_FAILED', 'sign requests', { provider, reason, remedy });
}

/** True for the whole document of a role: credentials, or a word why there are none. Half of one says neither. */
function isDocument(text: string): boolean {
  try {
    const { Code, AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text) ?? {};
    if (Code !== undefined && Code !== 'Success') return /^\w+$/.test(Code) && AccessKeyId === undefined;
    const isWhole = [AccessKeyId, SecretAccessKey, Token].every((each) => typeof each === 'string' && each !== '');
    return isWhole && !Number.isNaN(Date.parse(Expiration));
  } catch {
    return false;
  }
}
