export { type Checked, checkConfig } from './check.ts';
export { type Config, groupOf, readConfig } from './config.ts';
export type { ConfigFile } from './config-file.ts';
export { ConfigError, valueAt } from './config-problem.ts';
export { fileSchema, resourceFields } from './config-schema.ts';
export type { Deadline } from './deadline.ts';
export { startDeadline } from './deadline.ts';
export { failWith } from './ending.ts';
export { ENGINE_ERRORS, engineError } from './engine-errors.ts';
export { type ErrorRow, errorsFrom, type MakeError, row } from './error-table.ts';
export { CORE_ERRORS, coreError, toKirikaeError } from './errors.ts';
export { duration, formatDuration, name, PerNode, parseDuration, perNode } from './fields.ts';
export { createGate } from './gate.ts';
export { checkTargets, schemaOf, type Typed, typeGroup } from './group.ts';
export { type PastRun, type PastWrite, pastRuns } from './history.ts';
export { makeHost } from './host.ts';
export { readJournal } from './journal.ts';
export { type Field, fieldsOf, jsonSchema } from './json-schema.ts';
export {
  conflict,
  degraded,
  denied,
  type ErrorDetails,
  EXIT_CODES,
  failed,
  type Kind,
  KirikaeError,
  type Outcome,
  PRECEDENCE,
  type Transient,
  unreachable,
  usage,
} from './kirikae-error.ts';
export { listed } from './listing.ts';
export { type Configured, configure, identify, type Member, makeMember, makeMembers } from './member.ts';
export { didYouMean } from './nearest.ts';
export { nameNode, settleNode } from './node.ts';
export { createRead, type Read } from './read.ts';
export { createRegistry, type Registry, withPlugins } from './registry.ts';
export type {
  ErrorReport,
  LookReport,
  Report,
  ResourceReport,
  RunEvent,
  StatusReport,
  Warning,
  WriteReport,
} from './report.ts';
export type * from './resource.ts';
export { runActivate } from './run-activate.ts';
export { runDeactivate } from './run-deactivate.ts';
export { newRunId } from './run-id.ts';
export { runMonitor } from './run-monitor.ts';
export { beginReport, type RunOptions } from './run-options.ts';
export { runStatus } from './run-status.ts';
export { findWeakness, type Weakness } from './safe-path.ts';
export { readSecret, type SecretSource, secret } from './secret.ts';
export { conceal, mask, maskAll } from './secrets.ts';
export { openSession } from './session.ts';
export { type Shown, showConfig } from './show.ts';
export { openStateDirectory, type StateDirectory } from './state-directory.ts';
export { strict } from './strict.ts';
export { fatesOf } from './unfinished-run.ts';
export { jitter, paced, sleep, untilAborted } from './wait.ts';
