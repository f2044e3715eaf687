export {
  CORE_ERRORS,
  coreError,
  didYouMean,
  EXIT_CODES,
  formatDuration,
  mapTexts,
  mask,
  name,
  nearest,
  type Outcome,
  PRECEDENCE,
  parseDuration,
  row,
  toKirikaeError,
  untilAborted,
  visible,
  wholePolicy,
} from '@kirikae/core/machinery';
export { runActivate } from './command/activate.ts';
export { checkConfig } from './command/check.ts';
export { runDeactivate } from './command/deactivate.ts';
export { runForget } from './command/forget.ts';
export { runMonitor } from './command/monitor.ts';
export { COMMON_FIELDS, exampleOf, type Field, fieldsOf, jsonSchema } from './command/schema.ts';
export { type Shown, showConfig } from './command/show.ts';
export { runStatus } from './command/status.ts';
export { type Config, groupOf, readConfig } from './file/config.ts';
export { listed } from './file/listing.ts';
export { placed } from './file/place.ts';
export type { Guard } from './group/apart.ts';
export { type FileMember, membersByFile } from './group/from-file.ts';
export { createRegistry, type Registry, withPlugins } from './group/registry.ts';
export { valuesOn } from './group/share.ts';
export { bootId, isRunning, type ProcessMark } from './machine/boot.ts';
export { createPaces } from './move/pace.ts';
export { createRead } from './move/read.ts';
export { conclude, failWith } from './report/ending.ts';
export { ENGINE_ERRORS, ENGINE_WARNINGS, engineError } from './report/errors.ts';
export type {
  ErrorReport,
  GroupReport,
  LookReport,
  Report,
  ResourceReport,
  RunEvent,
  StatusReport,
  WriteReport,
} from './report/report.ts';
export { nodeOf, reportError } from './report/report.ts';
export { nameNode, nodesOf, settleNode } from './run/node.ts';
export { beginReport, type RunOptions } from './run/options.ts';
export { openStateDirectory, type StateDirectory } from './state/directory.ts';
export { groupFile } from './state/group-file.ts';
export { type PastRun, type PastWrite, pastRuns } from './state/history.ts';
export { readJournal } from './state/journal.ts';
export { firstInLine } from './state/place.ts';
export { fatesOf } from './state/unfinished-run.ts';
