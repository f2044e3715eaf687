import type { Host } from '@kirikae/core';
import type { About } from './errors.ts';
import { secretsOf } from './secrets.ts';
import type { AwsSettings } from './settings.ts';

/** The services for which there are endpoints and counts of their own. */
export type Service = 'ec2' | 'route53' | 'sts';

const NAMES: Record<Service, string> = { ec2: 'EC2', route53: 'Route 53', sts: 'STS' };

/** The fixed part of what a request is about. */
export const aboutService = (
  service: Service,
  settings: AwsSettings,
  host: Host,
): Omit<About, 'wanted' | 'action'> => ({
  service: NAMES[service],
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
