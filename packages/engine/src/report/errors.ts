import { type ErrorRow, errorsFrom } from '@kirikae/core';
import { row } from '@kirikae/core/machinery';

/** Every error that the engine itself raises, beside those of the contract. The reference page of errors is made from both. */
export const ENGINE_ERRORS = {
  CONFIG_NOT_FOUND: row('usage', 'there is no file {path}{beside}', '{remedy}'),
  CONFIG_UNREADABLE: row('usage', '{path} cannot be read ({reason})', '{remedy}'),
  CONFIG_UNSAFE: row('usage', '{who} may write to {part}{reach}', 'take that right away: {mend}'),
  CONFIG_ENCODING: row('usage', '{path} is not UTF-8 ({reason})', 'save it as UTF-8'),
  CONFIG_TOO_BIG: row('usage', '{path} has {size} bytes, more than {limit}', 'name the right file'),
  CONFIG_YAML: row('usage', '{at}: not YAML: {reason}', 'correct that line: {remedy}'),
  CONFIG_INVALID: row('usage', '{at}: {told}', '{remedy}'),
  GROUP_UNKNOWN: row('usage', '{path} has no group {group}{nearest}', 'its groups are: {groups}'),
  TYPE_UNKNOWN: row('usage', 'there is no resource type {type}{nearest}', 'the types are: {types}'),
  PLUGIN_BROKEN: row('usage', 'the plugin {plugin} cannot be used: {reason}', 'mend it, or install it again'),
  PLUGIN_MISSING: row(
    'usage',
    'the plugin {plugin} is not installed: there is no {wanted}',
    'install it there, or correct its name under plugins:',
  ),
  PLUGIN_VERSION: row(
    'usage',
    'the plugin {plugin} is made for version {theirs} of the contract, and this kirikae for {ours}',
    'install a version of the plugin for {ours}',
  ),
  PLUGIN_TWICE: row(
    'usage',
    'the resource type {type} comes from {plugins}',
    'take all but one of them out of plugins:',
  ),
  PLUGIN_SLOW: row(
    'unreachable',
    'the plugin {plugin} has not named its resource types after {time}',
    'have it define them without waiting for anything; run it again, that is safe',
  ),
  PLUGIN_UNSAFE: row(
    'usage',
    'the plugin {plugin} is not safe: {who} may write to {part}{reach}',
    'take that right away: {mend}',
  ),
  STATE_UNSAFE: row(
    'usage',
    'the state directory is not safe: {who} may write to {part}{reach}',
    'take that right away: {mend}',
  ),
  STATE_OF_ANOTHER: row(
    'usage',
    'the state directory {part} is that of {user}, as whom kirikae runs here',
    'ask as that user: {ask}',
  ),
  NODE_IS_ANOTHER: row(
    'usage',
    'this is instance {actual}, but nodes.{node} in the file says {expected}',
    'correct {field} under nodes.{node}, or run with the right --node',
  ),
  NODE_NAME: row(
    'usage',
    '{name} is not a name for a node',
    'use letters, digits, dots, hyphens and underscores, at most 63, a letter or digit first',
  ),
  VALUE_MISSING: {
    ...row('usage', '{where} has no value for node {node}', 'add {node} under perNode there'),
    lacking: true,
  },
  TARGET_TWICE: row('usage', '{at}: {second} moves {target}, and so does {first}', 'remove one of them'),
  TARGET_SHARED: row(
    'usage',
    '{at}: {second} moves {target}, and so does {first} of the group {other}',
    'remove one of them: what two groups move, each takes from the other',
  ),
  TARGET_ASSUMED: row(
    'usage',
    '{at}: {second} uses {target}, which {first} moves',
    'write the address of {first} into {second} as a literal',
  ),
  NOT_COME: row('unreachable', 'it waited until {what}', 'run it again, that is safe'),
  TYPES_LOADING: row(
    'unreachable',
    'the plugins {plugins} were not loaded yet',
    'find out what they wait for while they are loaded: a plugin only has to define its types',
  ),
  LOCK_BUSY: row(
    'unreachable',
    'another run of this group has the lock (process {pid}, {command}, run {holder})',
    'wait for it, or end that process, and run this again',
  ),
  OVERTAKEN: row('conflict', 'a later {command} (run {later}) overtook this one', 'nothing: the later command counts'),
  RECORD_HAS_NOT: row(
    'usage',
    "this node's state record has no {resource} of {group}{nearest}",
    'it has of {group}: {names}',
  ),
  RECORD_IN_USE: row(
    'usage',
    '{resource} stays in the state record: {path} describes it',
    'release it by `kirikae deactivate {group}`, or take it out of the file first',
  ),
  RECORD_BUSY: row(
    'usage',
    "this node's state record of {group} is in use: {reason}",
    'wait for that run to end, and run this again',
  ),
  RECORD_UNWRITTEN: row(
    'usage',
    "this node's state record of {group} cannot be written: {reason}",
    'run it as the user that runs the cluster manager (sudo), or name the directory with KIRIKAE_STATE_DIR',
  ),
  LOOK_OLD: row(
    'unreachable',
    'what the write is based on was seen too long ago',
    'nothing: it is looked at again before anything is written',
  ),
  SLEPT: row(
    'conflict',
    'this process stood still, for up to {seconds} s, and in the meantime {holder} took it',
    'nothing: the later take-over counts; run it again if this node shall have it all the same',
  ),
  PROGRAM_RUNS: row(
    'unreachable',
    'the program of {resource} that an earlier run started still runs (process {pid}, run {run}, which died)',
    'wait for it, end it, or run `kirikae deactivate`, which ends it',
  ),
  PROGRAM_STUCK: row(
    'unreachable',
    'the program of {resource} that an earlier run started has not ended, though it was told to (process {pid}, run {run}, which died)',
    'see what process {pid} waits for (a dead disk?), end it or stop this machine, then run it again',
  ),
  NOT_ATTAINED: row(
    'failed',
    'the write was answered, but it is not active: {detail}',
    'see `kirikae status`, then run it again',
  ),
  STALE_READ: row(
    'unreachable',
    'the write was answered, but every look until the end showed the state before it ({detail})',
    'run it again, that is safe',
  ),
  READ_BACK: row(
    'degraded',
    'the write was answered with {version}, but it cannot be read back ({reason})',
    'give this node a way to the API that does not depend on the address that moves',
  ),
  HALF_ACTIVE: row(
    'failed',
    '{here} is active here and only this node can let go of it, but {gone} is not active here',
    'activate the group again, or deactivate it',
  ),
} satisfies Record<string, ErrorRow>;

/** What the engine warns of, after `kirikae: warning:`; a warning may also have the code of an error that was lived with. */
export const ENGINE_WARNINGS = {
  STATE_UNAVAILABLE: 'the state directory cannot be used: the run goes on without lock, journal and state record',
  STATE_BROKEN: 'the state record cannot be read, and counts as none',
  ADVICE: 'a resource is where it shall be, and something else is not as it must be: the message says what to do',
  RUN_UNFINISHED: 'an earlier run was killed: this one continues it',
  GROUPS_SHARE:
    'two groups of the file move one thing: each takes it from the other, and a stop keeps what the other has',
};

/** Makes an error of the engine's table. */
export const engineError = errorsFrom(ENGINE_ERRORS);
