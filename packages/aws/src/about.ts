import type { Host } from '@kirikae/core';
import { secretsOf } from './secrets.ts';
import type { AwsSettings } from './settings.ts';

/** What a request is about, for the errors it may end in. */
export interface About {
  /** After "cannot": "associate eipalloc-0abc with eni-1". */
  readonly wanted: string;
  /** The permission it needs: `ec2:AssociateAddress`. */
  readonly action: string;
  /** Where the credentials come from, as far as known. */
  readonly provider: string;
  readonly service: string;
  /** Where ids are looked for. */
  readonly region: string;
  /** What must not be in a message, whoever quotes it. */
  readonly secrets?: readonly string[];
  /** What a denial's remedy says beside the action: what of it is needed where the policy has conditions. */
  readonly needs?: string | undefined;
  /** Of a write after AWS has answered a read with the same credentials: who holds the thing, as far as the look tells. */
  readonly holder?: string | undefined;
  /** When each refusal that may pass was first seen in this run, as `performance.now()`. */
  readonly seen?: Map<string, number>;
}

/** What a service is called in messages, by the id that it has in `endpoints:` and `apiCalls`; another is called by its id. */
const NAMES: Readonly<Record<string, string>> = { ec2: 'EC2', route53: 'Route 53', sts: 'STS' };

/** The fixed part of what a request is about. */
export const aboutService = (service: string, settings: AwsSettings, host: Host): Omit<About, 'wanted' | 'action'> => ({
  service: NAMES[service] ?? service,
  provider: providerName(settings, host.env),
  region: settings.region ?? 'the region of this node',
  secrets: secretsOf(settings, host.env),
  seen: host.once('aws refusals that may pass', () => new Map<string, number>()),
});

/** What is said of where credentials come from. */
export function providerName({ roleArn, profile }: AwsSettings, env: Host['env']): string {
  if (roleArn) return roleArn;
  const named = profile ?? env['AWS_PROFILE'];
  if (named) return `profile ${named}`;
  if (env['AWS_ACCESS_KEY_ID']) return 'the environment';
  if (env['AWS_WEB_IDENTITY_TOKEN_FILE']) return 'AWS_WEB_IDENTITY_TOKEN_FILE';
  return hasContainer(env) ? "the container's endpoint" : "the instance's role";
}

/** True if a container's agent is named as the source of credentials. */
export const hasContainer = (env: Host['env']): boolean =>
  Boolean(env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI']);
