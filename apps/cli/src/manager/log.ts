import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { mask, type Report, visible } from '@kirikae/engine';
import { timeLeft } from '../end/outcome.ts';
import { atWord } from '../output/at-word.ts';
import { fitted } from '../output/fitted.ts';
import { lastParts } from '../output/last-line.ts';
import { answerLine } from '../screen/writing.ts';
import type { Env, Manager } from './manager.ts';

type Level = 'error' | 'warning' | 'info';

/** One line for a log. What a monitor tolerates may come every few seconds, and would push the alerts of an operator away. */
interface Line {
  readonly level: Level;
  readonly text: string;
  readonly isAlert: boolean;
}

/** A program that writes one line into a log, by what it is called with. */
type Writer = (line: Line) => readonly [program: string, ...args: string[]];

const CLUSTERPRO_LEVELS = { error: 'ERR', warning: 'WARN', info: 'INFO' };
const clplogcmd: Writer = ({ level, text, isAlert }) => {
  const call = ['clplogcmd', '-m', text, '-l', CLUSTERPRO_LEVELS[level]] as const;
  return isAlert ? [...call, '--alert'] : call;
};

const SYSLOG_LEVELS = { error: 'daemon.err', warning: 'daemon.warning', info: 'daemon.info' };
const logger: Writer = ({ level, text }) => ['logger', '-t', 'kirikae', '-p', SYSLOG_LEVELS[level], unnamed(text)];

const EVENT_LEVELS = { error: 'ERROR', warning: 'WARNING', info: 'INFORMATION' };
const eventcreate: Writer = ({ level, text }) => [
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

/** The longest that the line of a run may take, in ms: a log must not cost what was won. */
const PATIENCE = 800;
/** What it has of that where the run's own time is up. */
const LEAST = 100;
/** The longest line, in characters. */
const LENGTH = 200;

/** Writes how a run ended where the manager's operator looks, in one line. Never throws: what was not written is a warning. */
export async function writeLog(manager: Manager, report: Report, env: Env): Promise<void> {
  if (manager.log === 'stderr') return;
  const end = performance.now() + Math.max(LEAST, Math.min(PATIENCE, timeLeft() / 2));
  const writers = new Set([...(manager.log === 'cluster' ? [clplogcmd] : []), SYSTEM]);
  const names = [...writers].map((writer) => writer({ level: 'info', text: '', isAlert: false })[0]).join(', ');
  const line = lineOf(report, factsOf(manager, env));
  if (!line || (await isWritten(line, writers, env, end))) return;
  report.warnings.push({ code: 'LOG_UNWRITTEN', message: `the line could not be written into the log with ${names}` });
}

const SYSTEM = process.platform === 'win32' ? eventcreate : logger;

/** What the manager tells of the call, where there is room for it. */
function factsOf({ logged }: Manager, env: Env): string {
  const facts = logged.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : []));
  return facts.length > 0 ? ` (${visible(mask(facts.join(' ')))})` : '';
}

/** What is worth a line: a failure, and each change of who is active; of a monitor what failed alone. */
function lineOf(report: Report, facts: string): Line | undefined {
  const failure = lastParts(report);
  const isMonitor = report.command === 'monitor';
  if (!failure && (isMonitor || report.dryRun || report.resources.length === 0)) return undefined;
  const text = failure ? fitted(failure, LENGTH) : `kirikae: ${ending(report)} [run ${report.runId}]`;
  const isGood = report.outcome === 'done' && report.warnings.length === 0;
  const level = failure ? 'error' : isGood ? 'info' : 'warning';
  return {
    level,
    text: text.length + facts.length <= LENGTH ? text + facts : text,
    isAlert: failure !== undefined || !isMonitor,
  };
}

/** How a run that is no failure ended: its answer, as on a screen. */
function ending(report: Report): string {
  const bracket = ` [run ${report.runId}]`.length;
  return atWord(visible(answerLine(report, report.node?.name ?? 'this node')), LENGTH - 'kirikae: '.length - bracket);
}

/** Tries the writers in turn, each for half of what is left, and none again that was silent. */
async function isWritten(line: Line, writers: Set<Writer>, env: Env, end: number): Promise<boolean> {
  for (const writer of writers) {
    const fate = await call(writer(line), env, (end - performance.now()) / 2);
    if (fate === 'written') return true;
    if (fate === 'silent') writers.delete(writer);
  }
  return false;
}

/** Where these programs are on machines whose managers start scripts with a short PATH, or none. */
const usualFolders = ({ CLP_PATH }: Env): string[] => {
  if (process.platform === 'win32') return CLP_PATH ? [join(CLP_PATH, 'bin')] : [];
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
};

/** Runs a program, which is never looked for in the working directory. One that does not end in time is left to itself. */
function call([program, ...args]: ReturnType<Writer>, env: Env, ms: number): Promise<'written' | 'refused' | 'silent'> {
  const PATH = [env['PATH'], ...usualFolders(env)].filter(Boolean).join(delimiter);
  const cwd = process.platform === 'win32' ? env['SystemRoot'] : '/';
  if (ms <= 0) return Promise.resolve('silent');
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('silent'), ms);
    const tell = (fate: 'written' | 'refused') => {
      clearTimeout(timer);
      resolve(fate);
    };
    try {
      const child = spawn(program, args, { env: { ...env, PATH }, cwd, stdio: 'ignore', windowsHide: true });
      child.on('error', () => tell('refused')).on('exit', (code) => tell(code === 0 ? 'written' : 'refused'));
      child.unref();
    } catch {
      tell('refused'); // what Node.js does not make an event of: no memory, a loop of links
    }
  });
}
