import { type ErrorRow, errorsFrom } from '@kirikae/core';
import { row } from '@kirikae/engine';

/** The errors that the command line itself raises. */
export const CLI_ERRORS = {
  USAGE_FLAG: row('usage', '{problem}', 'see `kirikae {command} --help`'),
  USAGE_COMMAND: row('usage', 'there is no command {command}{nearest}', '{remedy}'),
  MANAGER_ABSENT: row(
    'usage',
    '{manager} did not start this: {variable} is not set',
    'let the cluster run the script; by hand, leave out --manager',
  ),
  SCRIPT_REFUSED: row('usage', '{problem}', '{remedy}'),
  DECLINED: row('usage', 'you did not agree', 'answer y, or run it with --yes'),
  PLUGIN_EXIT: row(
    'failed',
    '{who} wanted to end the process',
    'take `process.exit` out of it: a plugin throws instead',
  ),
} satisfies Record<string, ErrorRow>;

/** Makes an error of this table. */
export const cliError = errorsFrom(CLI_ERRORS);
