export { CLI_ERRORS, CLI_WARNINGS, SCRIPT_ERRORS } from './errors.ts';
export { builtIn, PLUGINS } from './plugins.ts';

import { Activate } from './commands/activate.ts';
import { ConfigCheck } from './commands/config/check.ts';
import { ConfigSchema } from './commands/config/schema.ts';
import { ConfigShow } from './commands/config/show.ts';
import { Deactivate } from './commands/deactivate.ts';
import { Demo } from './commands/demo.ts';
import { Forget } from './commands/forget.ts';
import { Guard } from './commands/guard.ts';
import { History } from './commands/history.ts';
import { Monitor } from './commands/monitor.ts';
import { Script } from './commands/script.ts';
import { Status } from './commands/status.ts';
import { Types } from './commands/types.ts';

/** All commands, by what is typed. */
export const COMMANDS = {
  activate: Activate,
  deactivate: Deactivate,
  monitor: Monitor,
  guard: Guard,
  status: Status,
  history: History,
  forget: Forget,
  'config:check': ConfigCheck,
  'config:show': ConfigShow,
  'config:schema': ConfigSchema,
  script: Script,
  types: Types,
  demo: Demo,
};
