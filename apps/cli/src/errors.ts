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
  MANAGER_GONE: row(
    'unreachable',
    'what called this has ended (process {pid}): nothing more is written for it',
    'nothing: the manager that runs now decides who is active; by hand, run it again without KIRIKAE_CALLER',
  ),
  MANAGER_SILENT: row(
    'unreachable',
    '{manager} does not tell whether this node shall be active ({reason})',
    '{remedy}',
  ),
  ROLE_CHANGED: row(
    'conflict',
    '{manager} calls this node {now} now, and called it {before} when this began',
    'nothing: its last word counts',
  ),
  PATRONI_UNREADABLE: row(
    'usage',
    '{path} cannot be read as a file of Patroni ({reason})',
    'name the right one, as a user that may read it: --patroni FILE',
  ),
  SCRIPT_REFUSED: row('usage', '{problem}', '{remedy}'),
  DECLINED: row('usage', 'you did not agree, nothing was written', 'answer y, or run it with --yes'),
  PLUGIN_EXIT: row(
    'failed',
    '{who} wanted to end the process',
    'take `process.exit` out of it: a plugin throws instead',
  ),
  PLUGIN_HOLDS: row(
    'unreachable',
    '{who} let nothing else happen until the time ran out',
    'mend it: it must give the thread back, and end when its signal says so',
  ),
} satisfies Record<string, ErrorRow>;

/** What the command line itself warns of, after `kirikae: warning:`. */
export const CLI_WARNINGS = {
  CONFIG_UNCHECKED: '`config check` could not look at something: the metadata service did not answer',
  MANAGER_EVENT:
    'a variable of the cluster manager has a value that is not known; the message says what it was taken for',
  PATRONI_TTL: 'the `timeout` of a group is not shorter than the `ttl` of Patroni',
  LOG_UNWRITTEN: "the cluster manager's log could not be written; stderr has the same lines",
  PLUGIN_LOOPS: 'a plugin from outside let nothing else happen, and was broken off in the middle of it',
  SCRIPT_ASSUMED: '`script` prints for another machine, and has not seen its file',
};

/** What the printed scripts say themselves, where kirikae cannot. */
export const SCRIPT_ERRORS = {
  NOT_INSTALLED: 'there is no program at the path that the script calls; exit 1',
  STATE_UNKNOWN: 'keepalived gave a state that is not known, or a person called the script; exit 2',
  ACTION_UNKNOWN: 'the same of Patroni; exit 2',
};

/** Makes an error of this table. */
export const cliError = errorsFrom(CLI_ERRORS);
