import type { Host, KirikaeError } from '@kirikae/core';
import { type About, aboutService } from './about.ts';
import { noteEndpoint } from './call-log.ts';
import { byCorrectedClock } from './clock.ts';
import { openConnection } from './connection.ts';
import { baseCredentials, type Credentials, type StsOptions } from './credentials.ts';
import { egressOf } from './egress/egress.ts';
import { globalRegionOf } from './partition.ts';
import { fromSdk } from './sdk-error.ts';
import type { AwsSettings } from './settings.ts';

/**
 * The options for a client of the SDK, the same for every service; `region` is required, the rest comes from the settings. `service` is
 * what `endpoints:` and `apiCalls` call it: the SDK's id of it in small letters with hyphens, `elastic-load-balancing`.
 */
export function clientOptions(service: string, region: string, settings: AwsSettings, host: Host) {
  const { endpoints, profile } = settings;
  const endpoint = endpoints?.[service];
  return {
    // with an endpoint of the file or the environment the SDK's rules do not say for which region to sign
    region: service === 'route53' ? globalRegionOf(region) : region,
    maxAttempts: 1, // the engine repeats reads, and decides about writes
    requestHandler: openConnection(
      settings,
      (request) => {
        host.count(service);
        noteEndpoint(host, service, request);
      },
      () => egressOf(settings, host),
    ),
    credentials: credentialsOf(region, settings, host),
    customUserAgent: [
      ['kirikae', host.version],
      ['run', host.runId],
    ] as [string, string][],
    ...(endpoint && { endpoint }),
    ...(profile && { profile }),
  };
}

/** Those options. */
export type ClientOptions = ReturnType<typeof clientOptions>;

/** The credentials for these settings, fetched once a run. */
function credentialsOf(region: string, settings: AwsSettings, host: Host): () => Promise<Credentials> {
  const { roleArn, externalId, profile } = settings;
  const sts = stsOptions(region, settings, host);
  const base = () =>
    host.once(`aws credentials ${profile ?? ''}`, () => retriable(baseCredentials(settings, host, sts)));
  if (!roleArn) return base();
  return host.once(`aws role ${roleArn} ${externalId ?? ''}`, () =>
    retriable(async () => {
      host.log(`credentials: of the role ${roleArn}, by sts:AssumeRole`);
      const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
      const params = {
        RoleArn: roleArn,
        RoleSessionName: `kirikae-${host.runId}`,
        ...(externalId && { ExternalId: externalId }),
      };
      const own = { ...settings, roleArn: undefined };
      const about = { ...aboutService('sts', own, host), wanted: `assume ${roleArn}`, action: 'sts:AssumeRole' };
      const assume = fromTemporaryCredentials({ masterCredentials: base(), params, clientConfig: sts });
      return byCorrectedClock(() => assume()).catch((error) => {
        throw fromSdk(error, about);
      });
    }),
  );
}

/** The options for whoever asks STS for credentials: our times and our one attempt. */
const stsOptions = (region: string, settings: AwsSettings, host: Host): StsOptions => ({
  region,
  maxAttempts: 1,
  requestHandler: openConnection(
    settings,
    () => host.count('sts'),
    () => egressOf(settings, host),
  ),
  ...(settings.endpoints?.sts && { endpoint: settings.endpoints.sts }),
});

/** Keeps what was fetched, but not a failure: the next attempt asks again. */
function retriable(fetch: () => Promise<Credentials>): () => Promise<Credentials> {
  let made: Promise<Credentials> | undefined;
  return () => {
    made ??= fetch();
    made.catch(() => {
      made = undefined;
    });
    return made;
  };
}

/** Makes one request of the SDK and turns what it throws into one of our errors. */
export async function ask<T>(
  about: About,
  signal: AbortSignal,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await byCorrectedClock(() => send({ abortSignal: signal }));
  } catch (error) {
    throw fromSdk(error, about);
  }
}

/** The name that AWS gave an error, behind ours; undefined if it is not AWS's. */
export const awsName = (error: KirikaeError): string | undefined =>
  (error.cause as { name?: string } | undefined)?.name;
