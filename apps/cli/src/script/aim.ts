import { resolve } from 'node:path';
import { coreError, groupOf, KirikaeError, name, type Report, readConfig } from '@kirikae/core';
import { configPath } from '../paths.ts';
import { ownBinary } from './own-binary.ts';
import type { System, Target } from './target.ts';

/** The system that this is. */
const HERE: System = process.platform === 'win32' ? 'windows' : 'linux';

/** Where things are on a machine of the other system, unless a flag says otherwise. */
const ELSEWHERE = {
  linux: { binary: '/opt/kirikae/kirikae', config: '/etc/kirikae/kirikae.yaml' },
  windows: { binary: 'C:\\Program Files\\kirikae\\kirikae.exe', config: 'C:\\ProgramData\\kirikae\\kirikae.yaml' },
};

/** What a path on a machine of that system begins with. */
const ABSOLUTE = { linux: /^\//, windows: /^([a-z]:[\\/]|\\\\)/i };

/** Seconds that a manager allows beside kirikae's own time: its start, the report, and what Pacemaker keeps for itself. */
const MARGIN = 5;

/** The times of a group whose file says nothing, in ms. */
const DEFAULT = { timeout: 25_000, monitorTimeout: 8_000 };

/** What the command line says. */
export interface Asked {
  readonly manager: string;
  readonly event: string | undefined;
  readonly group: string;
  readonly config: string | undefined;
  readonly node: string | undefined;
  readonly os: System | undefined;
  readonly binary: string | undefined;
  readonly service: string | undefined;
  readonly version: string;
}

/** Makes every path absolute, and takes the times from the file where it can be read here. */
export async function aim(asked: Asked, report: Report): Promise<Target> {
  const { os = HERE, manager, event, group, node, version } = asked;
  if (!name().safeParse(group).success) throw refused(`${group} is no name of a group`, 'see the groups in the file');
  const paths = os === HERE ? pathsHere(asked) : pathsElsewhere(asked, os);
  for (const path of [...Object.values(paths), node ?? '']) checkPrintable(path);
  const seconds = await times(paths.config, group, os, report);
  return { manager, event, group, node, os, version, ...paths, service: unit(asked), seconds };
}

const pathsHere = ({ config, binary }: Asked) => ({
  binary: binary === undefined ? ownBinary(process.env) : resolve(binary),
  config: resolve(configPath(config, process.env)),
});

function pathsElsewhere({ config, binary }: Asked, os: System): { binary: string; config: string } {
  const paths = { binary: binary ?? ELSEWHERE[os].binary, config: config ?? ELSEWHERE[os].config };
  for (const path of Object.values(paths))
    if (!ABSOLUTE[os].test(path))
      throw refused(`${path} is not an absolute path of ${os}`, `write it as the machine that runs the script has it`);
  return paths;
}

function unit({ service, group }: Asked): string {
  const named = service ?? `${group}.service`;
  if (/^[\w@:.-]+\.[a-z]+$/.test(named)) return named;
  throw refused(`${named} is not the name of a unit`, 'write it whole: --service app.service');
}

function checkPrintable(path: string): void {
  if (/\p{Cc}/u.test(path)) throw refused('a path holds a control character', 'use another path');
}

const refused = (problem: string, remedy: string) => coreError('SCRIPT_REFUSED', '', { problem, remedy });

/** The seconds that the manager must allow. A file that is not there yet is a warning; one without the group is an error. */
async function times(config: string, group: string, os: System, report: Report): Promise<Target['seconds']> {
  let { timeout, monitorTimeout } = DEFAULT;
  try {
    if (os === HERE) ({ timeout, monitorTimeout } = groupOf(await readConfig(config), group));
  } catch (error) {
    if (!(error instanceof KirikaeError) || error.code !== 'CONFIG_NOT_FOUND') throw error;
    report.warnings.push({ code: error.code, message: `${error.message}: the script names it all the same` });
  }
  return { move: Math.ceil(timeout / 1_000) + MARGIN, monitor: Math.ceil(monitorTimeout / 1_000) + MARGIN };
}
