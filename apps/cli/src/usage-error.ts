import { KirikaeError } from '@kirikae/core';
import { didYouMean } from '@kirikae/engine';
import { cliError } from './errors.ts';

/** The words of the command line that can stand first. */
const words = (known: readonly string[]): string[] => [...new Set(known.map((id) => id.split(':')[0] ?? id))];

/** The flags that may stand alone. */
const GLOBAL: readonly string[] = ['--help', '-h', '--version', '-v'];

/** The error for a first word that is no command; undefined if it is one, or a flag that may stand alone. */
export function unknownCommand(argv: readonly string[], known: readonly string[]): KirikaeError | undefined {
  const [first, second] = argv;
  if (first === undefined || GLOBAL.includes(first)) return undefined;
  if (!words(known).includes(first))
    return cliError('USAGE_COMMAND', '', { command: first, nearest: didYouMean(first, words(known)) });
  const below = known.filter((id) => id.startsWith(`${first}:`)).map((id) => id.slice(first.length + 1));
  if (below.length === 0 || second === undefined || second.startsWith('-') || below.includes(second)) return undefined;
  return cliError('USAGE_COMMAND', '', { command: `${first} ${second}`, nearest: didYouMean(second, below) });
}

/** What oclif throws for a command line that it cannot read, in one sentence; everything else is a defect and stays what it is. */
export function fromOclif(error: unknown, command: string, flags: readonly string[]): unknown {
  if (error instanceof KirikaeError || !(error instanceof Error) || !('oclif' in error)) return error;
  const lines = error.message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !/^(See more help|Parsing --)/.test(line));
  const unknown = /Nonexistent flags?: (-\S+)/.exec(error.message)?.[1];
  const problem = unknown
    ? `there is no flag ${unknown}${nearestFlag(unknown, flags)}`
    : (missingArgument(error.message) ?? lines.join(' ').replace(/\s+/g, ' '));
  return cliError('USAGE_FLAG', '', { problem, command }, { cause: error });
}

const missingArgument = (message: string): string | undefined => {
  const name = /^Missing \d+ required args?:\s+(\S+)/.exec(message)?.[1];
  return name && `${name.toUpperCase()} is missing`;
};

const nearestFlag = (flag: string, flags: readonly string[]): string =>
  didYouMean(
    flag,
    flags.map((name) => `--${name}`),
  );
