export { type ErrorRow, errorsFrom, type MakeError } from './error-table.ts';
export { raceLost, worstOf } from './errors.ts';
export { duration, hidden, nodeId, PerNode, perNode } from './fields.ts';
export type * from './host.ts';
export {
  conflict,
  degraded,
  denied,
  failed,
  type Kind,
  KirikaeError,
  unreachable,
  usage,
} from './kirikae-error.ts';
export type {
  OnDeactivate,
  Policy,
  Problem,
  ReleasePolicy,
  Statement,
} from './policy.ts';
export type * from './resource.ts';
export type * from './run.ts';
export { readSecret, type SecretSource, secret } from './secret.ts';
export { conceal, quote } from './secrets.ts';
export { strict } from './strict.ts';
