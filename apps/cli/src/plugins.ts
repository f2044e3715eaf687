import { fileURLToPath } from 'node:url';
import { KirikaeError } from '@kirikae/core';
import { createRegistry, type Registry, readConfig, withPlugins } from '@kirikae/engine';
import { watchPlugin } from './end/watchdog.ts';
import { configPath } from './paths.ts';

/** The folder beside the program in which plugins from outside may be installed for all files of a machine. */
const INSTALLED = fileURLToPath(new URL('../../plugins', import.meta.url));

/** The plugins that come with kirikae, by the types they provide; each is loaded when a group in use needs it. */
export const PLUGINS = {
  'aws/eip': () => import('@kirikae/plugin-eip'),
  'aws/private-ip': () => import('@kirikae/plugin-private-ip'),
  'aws/route-table': () => import('@kirikae/plugin-route-table'),
  'aws/route53': () => import('@kirikae/plugin-route53'),
  exec: () => import('@kirikae/plugin-exec'),
};

/** The resource types that come with kirikae. */
export const builtIn: Registry = createRegistry(PLUGINS, INSTALLED, watchPlugin);

/** The built-in types, and those of the plugins that a file names; without a file that anybody named, the former alone. */
export async function allTypes(flag: string | undefined, env: NodeJS.ProcessEnv): Promise<Registry> {
  try {
    return await withPlugins(await readConfig(configPath(flag, env)), builtIn);
  } catch (error) {
    const isMissing = error instanceof KirikaeError && error.code === 'CONFIG_NOT_FOUND';
    if (isMissing && !flag && !env['KIRIKAE_CONFIG']) return builtIn;
    throw error;
  }
}
