import type { Host } from '@kirikae/core';
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import { egressOf } from './egress/egress.ts';
import { awsError } from './errors.ts';
import { instanceRegion } from './identity.ts';
import { FITS } from './metadata-texts.ts';
import { withoutSecrets } from './secrets.ts';
import type { AwsSettings } from './settings.ts';
import { sharedFiles } from './shared-files.ts';

/**
 * The region of a resource: its own, else the SDK's environment and profile, else this instance's. Throws `usage` for one that cannot be,
 * since no endpoint would ever answer for it, and if the way to it cannot be one (proxy, CA bundle): every resource asks for its region
 * before anything else.
 */
export async function regionOf(settings: AwsSettings, host: Host): Promise<string> {
  await egressOf(settings, host);
  const { region, from } = await sourceOf(settings, host);
  host.once(`aws region ${region} told`, () => host.log(`region: ${region}, from ${from}`));
  return region;
}

async function sourceOf(settings: AwsSettings, host: Host): Promise<{ region: string; from: string }> {
  const { region, profile, metadata } = settings;
  if (region) return { region, from: 'the file' };
  const variable = host.env['AWS_REGION'];
  if (variable) return { region: checked('AWS_REGION', variable), from: 'AWS_REGION' };
  const shared = await fromSharedFiles(profile, host);
  const from = `profile ${profile ?? host.env['AWS_PROFILE'] ?? 'default'}`;
  if (shared) return { region: checked(`region of ${from}`, shared), from };
  const found = metadata === 'on' ? await instanceRegion(host) : undefined;
  if (!found) throw awsError('REGION_NONE', 'reach AWS');
  return { region: found, from: 'the metadata service' };
}

/** Without a default: the SDK's own would ask the metadata service a second time, without our bounds. */
const fromSharedFiles = (profile: string | undefined, { env }: Host): Promise<string | undefined> =>
  loadConfig(
    { ...NODE_REGION_CONFIG_OPTIONS, default: '' },
    { ...NODE_REGION_CONFIG_FILE_OPTIONS, ...sharedFiles(env), ...(profile !== undefined && { profile }) },
  )().catch(() => undefined);

function checked(name: string, region: string): string {
  if (FITS.region(region)) return region;
  const value = JSON.stringify(withoutSecrets(region)); // in quotes, so that a space at its end is seen
  throw awsError('SETTING_INVALID', 'reach AWS', {
    name,
    value,
    what: 'region',
    example: 'one such as ap-northeast-1',
  });
}
