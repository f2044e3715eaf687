import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Report } from '@kirikae/core';
import { lastLine, warningLines } from '../output/last-line.ts';
import type { Env, Manager } from './manager.ts';

type Level = 'error' | 'warning' | 'info';

/** A program that writes one line into a log, by what it is called with. */
type Writer = (level: Level, text: string) => readonly [program: string, ...args: string[]];

const CLUSTERPRO_LEVELS = { error: 'ERR', warning: 'WARN', info: 'INFO' };
const clplogcmd: Writer = (level, text) => ['clplogcmd', '-m', text, '-l', CLUSTERPRO_LEVELS[level], '--alert'];

const SYSLOG_LEVELS = { error: 'daemon.err', warning: 'daemon.warning', info: 'daemon.info' };
const logger: Writer = (level, text) => ['logger', '-t', 'kirikae', '-p', SYSLOG_LEVELS[level], unnamed(text)];

const EVENT_LEVELS = { error: 'ERROR', warning: 'WARNING', info: 'INFORMATION' };
const eventcreate: Writer = (level, text) => [
  'eventcreate',
  '/L',
  'APPLICATION',
  '/SO',
  'kirikae',
  '/ID',
  '1',
  '/T',
  EVENT_LEVELS[level],
  '/D',
  unnamed(text),
];

/** These logs put the program's name before the line by themselves. */
const unnamed = (text: string): string => text.replace(/^kirikae: /, '');

/** How long, in ms, one program may take: a log must not cost what was won. */
const PATIENCE = 500;

/** Writes how a run ended where the manager's operator looks. A log that cannot be written becomes a warning of the report. */
export async function writeLog(manager: Manager, report: Report, env: Env): Promise<void> {
  if (manager.log === 'stderr') return;
  const writers = [
    ...(manager.log === 'cluster' ? [clplogcmd] : []),
    process.platform === 'win32' ? eventcreate : logger,
  ];
  const facts = manager.logged.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : [])).join(' ');
  for (const [level, line] of linesOf(report)) {
    const written = await firstOf(writers, level, facts ? `${line} (${facts})` : line, env);
    if (written) continue;
    const names = writers.map((writer) => writer(level, '')[0]).join(', ');
    report.warnings.push({
      code: 'LOG_UNWRITTEN',
      message: `the line could not be written into the log with ${names}`,
    });
    return;
  }
}

/** Where these programs are on machines whose managers start scripts with a short PATH, or none. */
const usualFolders = ({ CLP_PATH }: Env): string[] => {
  if (process.platform === 'win32') return CLP_PATH ? [join(CLP_PATH, 'bin')] : [];
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
};

/** What is worth a line: a failure, warnings, and each change of who is active; a monitor that is content is not. */
function linesOf(report: Report): [Level, string][] {
  const failure = lastLine(report);
  const warnings = warningLines(report).map((line): [Level, string] => ['warning', line]);
  if (failure) return [...warnings, ['error', failure]];
  if (report.command === 'monitor' || report.dryRun) return warnings;
  return [...warnings, ['info', `kirikae: ${report.command} ${report.group}: ${report.outcome} [run ${report.runId}]`]];
}

async function firstOf(writers: readonly Writer[], level: Level, text: string, env: Env): Promise<boolean> {
  for (const writer of writers) if (await runs(writer(level, text), env)) return true;
  return false;
}

/** True if the program is there, and ended well in time. It is never looked for in the working directory. */
async function runs([program, ...args]: ReturnType<Writer>, env: Env): Promise<boolean> {
  const PATH = [env['PATH'], ...usualFolders(env)].filter(Boolean).join(delimiter);
  const cwd = process.platform === 'win32' ? env['SystemRoot'] : '/';
  const ended = promisify(execFile)(program, args, {
    env: { ...env, PATH },
    cwd,
    timeout: PATIENCE,
    windowsHide: true,
  });
  return ended.then(
    () => true,
    () => false,
  );
}
