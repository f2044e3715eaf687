import type { Call, ServiceName } from './call-log.ts';

/** Which calls a rule hits: all by default; `times` counts down to its end. */
export interface FaultScope {
  service?: ServiceName;
  action?: string;
  /** A node's name. */
  caller?: string;
  times?: number;
}

/** What happens to the calls in scope; the README has the table. */
export type FaultEffect =
  | { kind: 'throttle' }
  | { kind: 'latency'; ms: number }
  | { kind: 'deny' }
  | { kind: 'unreachable'; how: 'refuse' | 'silent' }
  | { kind: 'expired' }
  | { kind: 'error'; status: number; code: string; message: string }
  | { kind: 'garbage'; body?: string; contentType?: string }
  | { kind: 'priorRequest' }
  | { kind: 'lostResponse' }
  | { kind: 'stale'; ms: number };

/** One fault, as given to `faults.add`. */
export type FaultRule = FaultScope & FaultEffect;

/** The name of a fault. */
export type FaultKind = FaultEffect['kind'];

/** Picks the rules of some kinds out of all. */
export type FaultRuleOf<Kind extends FaultKind> = FaultScope & Extract<FaultEffect, { kind: Kind }>;

const isSigned = (call: Call): boolean => call.service !== 'imds';

const possible: { [Kind in FaultKind]?: (call: Call) => boolean } = {
  deny: isSigned,
  expired: isSigned,
  priorRequest: (call) => call.action === 'ChangeResourceRecordSets',
  stale: (call) => !call.write && call.action !== 'GetChange',
};

/** Whether a rule hits a call: by service, action and caller, and by what can happen to such a call at all. */
export function hits(rule: FaultRule, call: Call): boolean {
  if (rule.service !== undefined && rule.service !== call.service) return false;
  if (rule.action !== undefined && rule.action !== call.action) return false;
  if (rule.caller !== undefined && rule.caller !== call.caller) return false;
  return possible[rule.kind]?.(call) ?? true;
}
