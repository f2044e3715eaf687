import { KirikaeError } from '@kirikae/core';
import { didYouMean } from '@kirikae/engine';
import { cliError } from './errors.ts';
import { meantBy } from './meant.ts';

/** The words of the command line that can stand first. */
const words = (known: readonly string[]): string[] => [...new Set(known.map((id) => id.split(':')[0] ?? id))];

/** The flags that may stand alone. */
const GLOBAL: readonly string[] = ['--help', '-h', '--version', '-v'];

/** The error for a first word that is no command; undefined if it is one, or a flag that may stand alone. */
export function unknownCommand(argv: readonly string[], known: readonly string[]): KirikaeError | undefined {
  const [first, second] = argv;
  if (first === undefined || GLOBAL.includes(first)) return undefined;
  if (!words(known).includes(first)) return noCommand(first, words(known), argv);
  const below = known.filter((id) => id.startsWith(`${first}:`)).map((id) => id.slice(first.length + 1));
  if (below.length === 0 || second === undefined || second.startsWith('-') || below.includes(second)) return undefined;
  const remedy = `type one of: ${below.map((word) => `kirikae ${first} ${word}`).join(', ')}`;
  const nearest = didYouMean(second, below);
  return cliError('USAGE_COMMAND', '', { command: `${first} ${second}`, nearest, remedy });
}

function noCommand(word: string, known: readonly string[], argv: readonly string[]): KirikaeError {
  const remedy = meantBy(word, argv.slice(1), known);
  const nearest = remedy ? '' : didYouMean(word, known);
  return cliError('USAGE_COMMAND', '', { command: word, nearest, remedy: remedy ?? 'see `kirikae --help`' });
}

/** Where the flags of a command line end: at `--`, else behind its last word. */
export function endOfFlags(argv: readonly string[]): number {
  const at = argv.indexOf('--');
  return at < 0 ? argv.length : at;
}

/** The error for a value behind a flag that takes none (oclif would take it for an argument); undefined if there is none. */
export function switchWithValue(
  argv: readonly string[],
  { command, switches }: { readonly command: string; readonly switches: readonly string[] },
): KirikaeError | undefined {
  const flags = argv.slice(0, endOfFlags(argv));
  const word = flags.find((each) => switches.some((name) => each.startsWith(`--${name}=`)));
  if (word === undefined) return undefined;
  const problem = `${word} has a value, and ${word.replace(/=.*/s, '')} takes none`;
  return cliError('USAGE_FLAG', '', { problem, command });
}

/** What oclif says of a command line that it cannot read, and the same in our words. */
const SENTENCES: readonly (readonly [said: RegExp, ours: (...found: string[]) => string])[] = [
  [/^Missing \d+ required args?:\s+(\S+)/, (name) => `${name.toUpperCase()} is missing`],
  [/^Unexpected arguments?: (.*)$/s, (args) => `${args} is too much: the command takes no such argument`],
  [/^Expected (--[^=\s]+=.*) to be one of: (.*)$/s, (flag, all) => `${flag} is none of ${all}`],
  [/^Expected (.*) to be one of: (.*)$/s, (word, all) => `${word} is none of ${all}`],
  [
    /^Flag (--\S+) expects one of these values: (.*)$/s,
    (flag, all) => `${flag} has no value: write one of ${all} after it`,
  ],
  [/^Flag (--\S+) expects a value$/, (flag) => `${flag} has no value: write it after the flag`],
  [/^Flag (--\S+) can only be specified once$/, (flag) => `${flag} is there twice: write it once`],
  [/Missing required flag (\S+)$/, (flag) => `--${flag} is missing`],
  [/Expected an integer but received: (.*)$/s, (text) => `${text} is not a whole number`],
  [
    /Expected an integer greater than or equal to (\d+) but received: (.*)$/s,
    (least, text) => `${text} is less than ${least}`,
  ],
  [/^(--timeout must be .*)$/s, (ours) => ours],
];

/** What oclif throws for a command line that it cannot read, in our own words; everything else is a defect and stays what it is. */
export function fromOclif(error: unknown, command: string, flags: readonly string[]): unknown {
  if (error instanceof KirikaeError || !(error instanceof Error) || !('oclif' in error)) return error;
  const [, flag] = /^Parsing (--\S+)/.exec(error.message) ?? [];
  const said = error.message.replace(/^Parsing --\S+\s*/, '').replace(/\s*See more help with --help\s*$/, '');
  const unknown = /^Nonexistent flags?: (-[^,]*)/.exec(said)?.[1];
  const problem = unknown ? `there is no flag ${unknown}${nearestFlag(unknown, flags)}` : inOurWords(said);
  const named = flag && !problem.includes(flag) ? `${flag}: ${problem}` : problem;
  return cliError('USAGE_FLAG', '', { problem: named, command }, { cause: error });
}

function inOurWords(said: string): string {
  for (const [pattern, ours] of SENTENCES) {
    const found = pattern.exec(said);
    if (found) return ours(...found.slice(1));
  }
  return 'the command line cannot be read';
}

const nearestFlag = (flag: string, flags: readonly string[]): string =>
  didYouMean(
    flag,
    flags.map((name) => `--${name}`),
  );
