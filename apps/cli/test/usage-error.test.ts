import { KirikaeError } from '@kirikae/core';
import { expect, it } from 'vitest';
import { fromOclif, unknownCommand } from '../src/usage-error.ts';

const KNOWN = ['activate', 'config:check', 'config:show'];
/** An error as oclif throws it. */
const thrown = (message: string): Error => Object.assign(new Error(message), { oclif: { exit: 2 } });

it.each([
  [['actviate'], 'there is no command actviate; did you mean activate?'],
  [['config', 'shw'], 'there is no command config shw; did you mean show?'],
  [['--json', 'activate'], 'there is no command --json'],
])('refuses %j', (argv, message) => {
  expect(unknownCommand(argv, KNOWN)).toMatchObject({ kind: 'usage', code: 'USAGE_COMMAND', message });
});

it.each([
  [[]],
  [['activate', 'web']],
  [['config']],
  [['config', 'check']],
  [['config', '--help']],
  [['--help']],
  [['-v']],
])('has nothing against %j', (argv) => {
  expect(unknownCommand(argv, KNOWN)).toBeUndefined();
});

it('names the nearest flag for one that does not exist', () => {
  const error = fromOclif(thrown('Nonexistent flag: --jsn\nSee more help with --help'), 'config check', [
    'json',
    'node',
  ]);
  expect(error).toMatchObject({
    kind: 'usage',
    message: 'there is no flag --jsn; did you mean --json?',
    hint: 'see `kirikae config check --help`',
  });
});

it('keeps the sentence of what oclif cannot read, in one line', () => {
  const error = fromOclif(
    thrown('Parsing --timeout \n\t--timeout must be a duration\nSee more help with --help'),
    'activate',
    [],
  );
  expect(error).toMatchObject({ kind: 'usage', message: '--timeout must be a duration' });
});

it('leaves a defect a defect', () => {
  const defect = new TypeError('undefined is not a function');
  expect(fromOclif(defect, 'activate', [])).toBe(defect);
  const told = new KirikaeError('denied', 'no');
  expect(fromOclif(told, 'activate', [])).toBe(told);
});
