import { expect, it } from 'vitest';
import { configPath, stateDirectory } from '../src/paths.ts';

it('takes the file of the flag, else of the environment, else the machine’s own', () => {
  const env = { KIRIKAE_CONFIG: '/srv/one.yaml' };
  expect(configPath('two.yaml', env, 'linux')).toBe('two.yaml');
  expect(configPath(undefined, env, 'linux')).toBe('/srv/one.yaml');
  expect(configPath(undefined, {}, 'linux')).toBe('/etc/kirikae/kirikae.yaml');
  expect(configPath(undefined, { KIRIKAE_CONFIG: '' }, 'linux')).toBe('/etc/kirikae/kirikae.yaml');
});

it('keeps its state where the environment says, else where the machine keeps such things', () => {
  expect(stateDirectory({ KIRIKAE_STATE_DIR: '/srv/state' }, 'linux')).toBe('/srv/state');
  expect(stateDirectory({}, 'linux')).toBe('/var/lib/kirikae');
});

it('knows the folders of Windows', () => {
  const env = { ProgramData: 'D:\\Data' };
  expect(configPath(undefined, env, 'win32')).toMatch(/^D:\\Data.kirikae.kirikae\.yaml$/);
  expect(stateDirectory(env, 'win32')).toMatch(/^D:\\Data.kirikae.state$/);
  expect(stateDirectory({}, 'win32')).toMatch(/^C:\\ProgramData.kirikae.state$/);
});
