import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@kirikae/core';

/** The shared config and credentials files, where the run's environment names them: the SDK itself asks that of the process. */
export const sharedFiles = ({ AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE }: Host['env']) => ({
  ...(AWS_SHARED_CREDENTIALS_FILE && { filepath: AWS_SHARED_CREDENTIALS_FILE }),
  ...(AWS_CONFIG_FILE && { configFilepath: AWS_CONFIG_FILE }),
});

/** True if there is one of them. */
export async function hasSharedFiles(env: Host['env']): Promise<boolean> {
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
