import { resolve } from 'node:path';
import { KirikaeError } from '@kirikae/core';
import { formatDuration, groupOf, name, type Report, readConfig } from '@kirikae/engine';
import { readPatroniFile, warnOfTtl } from '../manager/patroni-file.ts';
import { configPath } from '../paths.ts';
import { ownBinary } from './own-binary.ts';
import { refused } from './refused.ts';
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
interface Asked {
  readonly manager: string;
  readonly event: string | undefined;
  readonly group: string;
  readonly config: string | undefined;
  readonly node: string | undefined;
  readonly os: System | undefined;
  readonly binary: string | undefined;
  readonly service: string | undefined;
  readonly patroni: string | undefined;
  readonly version: string;
}

/** Makes every path absolute, and takes the times from the file where it can be read here. */
export async function aim(asked: Asked, report: Report): Promise<Target> {
  const { os = HERE, manager, event, group, node, version } = asked;
  if (!name().safeParse(group).success) throw refused(`${group} is no name of a group`, 'see the groups in the file');
  for (const flag of ['config', 'binary', 'node', 'patroni'] as const) checkPrintable(flag, asked[flag]);
  const paths = os === HERE ? pathsHere(asked) : pathsElsewhere(asked, os);
  const times = os === HERE ? await timesOf(paths.config, group, report) : undefined;
  if (os !== HERE) report.warnings.push({ code: 'SCRIPT_ASSUMED', message: assumed(asked, paths, os) });
  const { timeout, monitorTimeout } = times ?? DEFAULT;
  const seconds = { move: withMargin(timeout), monitor: withMargin(monitorTimeout) };
  const command = commandOf(asked);
  return {
    manager,
    event,
    group,
    node,
    os,
    version,
    ...paths,
    service: unit(asked),
    patroni: await patroniOf(asked, paths.config, times ? report : undefined),
    seconds,
    isAssumed: !times,
    command,
  };
}

const withMargin = (ms: number): number => Math.ceil(ms / 1_000) + MARGIN;

const assumed = ({ binary, config }: Asked, paths: { binary: string; config: string }, os: System): string =>
  [
    `printed for another machine, of ${os}: its file was not read, and a timeout of ${formatDuration(DEFAULT.timeout)} assumed`,
    ...(binary === undefined ? [`the program assumed at ${paths.binary}: --binary`] : []),
    ...(config === undefined ? [`the file assumed at ${paths.config}: --config`] : []),
  ].join('; ');

/** The command line, to be typed again. */
function commandOf({ manager, event, ...flags }: Asked): string {
  const given = (['group', 'os', 'binary', 'config', 'node', 'service', 'patroni'] as const).flatMap((flag) => {
    const value = flags[flag];
    return value === undefined ? [] : [`--${flag}`, /^[\w./:@-]+$/.test(value) ? value : `"${value}"`];
  });
  return ['script', manager, event, ...given].filter(Boolean).join(' ');
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

function unit({ service, group, manager }: Asked): string {
  if (service !== undefined && manager !== 'systemd')
    throw refused(`${manager} knows no units`, 'leave out --service, or print for systemd');
  const named = service ?? `${group}.service`;
  if (/^[\w@:.-]+\.[a-z]+$/.test(named)) return named;
  throw refused(`${named} is not the name of a unit`, 'write it whole: --service app.service');
}

/** What Patroni's file says; that the group takes too long for it is told, where that can be read. */
async function patroniOf(
  { patroni, manager, group }: Asked,
  config: string,
  report?: Report,
): Promise<Target['patroni']> {
  if (patroni === undefined) return undefined;
  if (manager !== 'patroni') throw refused(`${manager} has no file of Patroni`, 'leave out --patroni');
  const file = await readPatroniFile(resolve(patroni));
  if (report) await warnOfTtl(report, config, file, group);
  return file;
}

function checkPrintable(flag: string, value: string | undefined): void {
  if (value === '') throw refused(`--${flag} is empty`, 'give it a value, or leave it out');
  if (value && /\p{Cc}/u.test(value)) throw refused(`--${flag} holds a control character`, 'use another path');
}

/** The times of the group. A file that is not there yet is a warning; one without the group is an error. */
async function timesOf(config: string, group: string, report: Report): Promise<typeof DEFAULT | undefined> {
  try {
    return groupOf(await readConfig(config), group);
  } catch (error) {
    if (!(error instanceof KirikaeError) || error.code !== 'CONFIG_NOT_FOUND') throw error;
    const message = `${error.message}: the script names it all the same, and a timeout of ${formatDuration(DEFAULT.timeout)} is assumed`;
    report.warnings.push({ code: error.code, message });
    return undefined;
  }
}
