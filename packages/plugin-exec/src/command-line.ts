import { posix, win32 } from 'node:path';
import { quote } from '@kirikae/core';

/*
 * How a program is found and started. Everything here is pure and takes the platform as a parameter, so that the rules of Windows
 * can be tried anywhere. No shell takes part, but for cmd.exe, without which a .bat or .cmd cannot be run.
 */

export type Environment = Readonly<Record<string, string | undefined>>;

/** What stands in the way of starting a program, and what to do. */
export interface Obstacle {
  readonly obstacle: string;
  readonly remedy: string;
}

/** Where a program is looked for. */
export interface Place {
  readonly platform: NodeJS.Platform;
  /** Absolute. */
  readonly workingDirectory: string;
  readonly env: Environment;
}

/** Two environments, the second before the first. On Windows names that differ in case are one variable. */
export function mergeEnvironment(base: Environment, added: Environment, platform: NodeJS.Platform): Environment {
  if (platform !== 'win32') return { ...base, ...added };
  const names = new Set(Object.keys(added).map((name) => name.toUpperCase()));
  const kept = Object.entries(base).filter(([name]) => !names.has(name.toUpperCase()));
  return { ...Object.fromEntries(kept), ...added };
}

/**
 * The files that a program's name may mean, best first. A name with a slash is meant from the working directory; a bare one is
 * looked for in PATH and nowhere else: Windows itself would take one from the working directory first.
 */
export function filesOf(program: string, { platform, workingDirectory, env }: Place): string[] {
  const { resolve, delimiter } = platform === 'win32' ? win32 : posix;
  const folders = isBare(program, platform)
    ? (variable(env, 'PATH', platform) ?? DEFAULT_PATH[platform === 'win32' ? 'windows' : 'posix'])
        .split(delimiter)
        .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
        .filter((folder) => folder !== '')
    : ['.'];
  const names = namesOf(program, env, platform);
  return folders.flatMap((folder) => names.map((name) => resolve(workingDirectory, folder, name)));
}

const DEFAULT_PATH = { posix: '/usr/local/bin:/usr/bin:/bin', windows: 'C:\\Windows\\System32' };

/** True for a name that says nothing of a folder. */
export const isBare = (program: string, platform: NodeJS.Platform): boolean =>
  !(platform === 'win32' ? /[/\\:]/ : /\//).test(program);

/** The name, on Windows also with each ending that may be left out. */
function namesOf(program: string, env: Environment, platform: NodeJS.Platform): string[] {
  if (platform !== 'win32') return [program];
  const endings = (variable(env, 'PATHEXT', platform) ?? '.COM;.EXE;.BAT;.CMD')
    .split(';')
    .filter((each) => each !== '');
  const ended = endings.map((ending) => program + ending);
  return win32.extname(program) === '' ? [...ended, program] : [program, ...ended];
}

function variable(env: Environment, name: string, platform: NodeJS.Platform): string | undefined {
  const key = platform === 'win32' ? Object.keys(env).find((each) => each.toUpperCase() === name) : name;
  return key === undefined ? undefined : env[key];
}

/** What is before a PowerShell script where Windows is asked to run it. */
const POWERSHELL = ['powershell.exe', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'] as const;

/** The interpreter that a program file needs beside what the system does by itself: its name and its arguments before the file. */
export const interpreterOf = (file: string, platform: NodeJS.Platform): readonly string[] =>
  platform === 'win32' && /\.ps1$/i.test(file) ? POWERSHELL : [];

/** What cmd.exe cannot be given: for it a line's end is the command's end. */
const LINE_BREAK = /[\r\n]/;
/** What cross-spawn 7.0.6 escapes wrongly: it doubles the last backslash alone, where each of them must be doubled. */
const BACKSLASHES = /\\\\("|$)/;

/** Why a program file cannot be given these arguments; undefined if it can. What is no .exe needs cmd.exe on Windows. */
export function refusal(file: string, args: readonly string[], platform: NodeJS.Platform): Obstacle | undefined {
  if (platform !== 'win32' || /\.(exe|com)$/i.test(file)) return undefined;
  const what = barred(args);
  if (what === undefined) return undefined;
  return {
    obstacle: `${file} is run by cmd.exe, to which no argument with ${what} can be passed`,
    remedy: 'give that text by env:, or use a .ps1 or an .exe',
  };
}

function barred(args: readonly string[]): string | undefined {
  if (args.some((arg) => LINE_BREAK.test(arg))) return 'a line break';
  if (args.some((arg) => BACKSLASHES.test(arg))) return 'two backslashes before a quote or at the end';
  const inBatchFile = args.map((arg) => `"${arg}"`);
  const isOpen = [...inBatchFile, inBatchFile.join(' ')].some(operatorOutside);
  return isOpen ? 'a quote before one of & | < > ^' : undefined;
}

/**
 * True if cmd.exe would see an operator outside of quotes when a batch file uses this text (`%1`, `%*`): it reads it once more, every
 * quote opens or closes, also one behind a backslash, and what stands after an operator would be run as a command.
 */
const operatorOutside = (text: string): boolean =>
  text.split('"').some((part, index) => index % 2 === 0 && /[&|<>^]/.test(part));

/** An argument list as people write it. */
export function told(words: readonly string[]): string {
  return quote(words.map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : JSON.stringify(word))).join(' '), 200);
}
