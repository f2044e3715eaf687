import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

const programData = (env: Env): string => join(env['ProgramData'] ?? 'C:\\ProgramData', 'kirikae');

/** The configuration file: the flag's, else the environment's, else the machine's. Never one of the working directory. */
export function configPath(flag: string | undefined, env: Env, platform = process.platform): string {
  const usual = platform === 'win32' ? join(programData(env), 'kirikae.yaml') : '/etc/kirikae/kirikae.yaml';
  return flag ?? (env['KIRIKAE_CONFIG'] || usual);
}

/** The folder of journal, state records and locks. */
export function stateDirectory(env: Env, platform = process.platform): string {
  const usual = platform === 'win32' ? join(programData(env), 'state') : '/var/lib/kirikae';
  return env['KIRIKAE_STATE_DIR'] || usual;
}
