import type { Call } from './call-log.ts';
import type { FaultKind, FaultScope } from './fault-rule.ts';

const isSigned = (call: Call): boolean => call.service !== 'imds';
const isChange = (call: Call): boolean => call.action === 'ChangeResourceRecordSets';

const possible: { [Kind in FaultKind]?: (call: Call) => boolean } = {
  deny: isSigned,
  expired: isSigned,
  skew: isSigned,
  priorRequest: isChange,
  pending: isChange,
  stale: (call) => !call.write && call.action !== 'GetChange',
  egress: (call) => call.write && call.service === 'ec2',
  kill: (call) => call.caller !== null,
};

/** Whether a kind of fault can happen to such a call at all. */
export const canHit = (kind: FaultKind, call: Call): boolean => possible[kind]?.(call) ?? true;

/** Whether a call is in a scope; `caller` stands for the caller of the call where another node is meant. */
export function inScope(scope: FaultScope, call: Call, caller: string | null = call.caller): boolean {
  if (scope.service !== undefined && scope.service !== call.service) return false;
  if (scope.action !== undefined && !isNamed(call.action, scope.action)) return false;
  return scope.caller === undefined || scope.caller === caller;
}

const isNamed = (action: string, pattern: string): boolean =>
  pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern;
