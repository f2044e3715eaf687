import { STATUS_CODES } from 'node:http';
import { AwsError, asAwsError } from './aws-error.ts';
import { takeEffect } from './effect.ts';
import type { FaultKind, FaultRuleOf } from './fault-rule.ts';
import { garbageAnswer, spoiltAnswer } from './garbage.ts';
import type { Answer, Reply } from './http.ts';
import { pause } from './pause.ts';
import type { Exchange } from './service.ts';

const insteadOfEffect = [
  'unreachable',
  'throttle',
  'bucket',
  'deny',
  'expired',
  'error',
  'garbage',
  'priorRequest',
  'late',
  'kill',
] as const satisfies readonly FaultKind[];
type Deciding = FaultRuleOf<(typeof insteadOfEffect)[number]>;

const isInstead = (rule: Deciding): boolean =>
  !(rule.kind === 'garbage' && (rule.truncated || rule.find !== undefined)) &&
  !(rule.kind === 'kill' && rule.when === 'after');

/** The rule, if any, that decides a call before its effect. */
export function deciding({ simulation, call }: Exchange): Deciding | undefined {
  return simulation.faults.find(call, { kinds: insteadOfEffect, fits: isInstead });
}

/** What happens in place of the effect. */
export async function inject(exchange: Exchange, rule: Deciding): Promise<Reply> {
  const { simulation, service, identity, call } = exchange;
  simulation.faults.use(rule);
  call.fault = rule.kind;
  switch (rule.kind) {
    case 'unreachable':
      return rule.how === 'silent' ? 'never' : 'reset';
    case 'late':
      simulation.underway.add(happenLate(exchange, rule.ms));
      return 'reset';
    case 'kill':
      await simulation.kill(call.caller);
      return 'never';
    case 'garbage':
      return garbageAnswer(rule);
    case 'error':
      throw statusError(rule);
    case 'throttle':
    case 'bucket':
      throw service.refusals.throttled();
    case 'expired':
      throw service.refusals.expired();
    case 'deny':
      throw service.refusals.denied(identity.principal ?? 'anonymous', identity.action, identity.resource);
    case 'priorRequest':
      throw new AwsError(
        400,
        'PriorRequestNotComplete',
        'The request was rejected because Route 53 was still processing a prior request.',
      );
  }
}

function statusError({ status, code, message }: FaultRuleOf<'error'>): AwsError {
  const reason = STATUS_CODES[status] ?? 'Error';
  return new AwsError(status, code ?? reason.replaceAll(' ', ''), message ?? reason);
}

/** Lets a write that was cut off arrive after all. Nobody hears its refusal, so the call's entry in the log keeps it. */
async function happenLate(exchange: Exchange, ms: number): Promise<void> {
  const { simulation, service, request, call } = exchange;
  if ((await pause(ms, simulation.closing)) === 'closed' || !call.write) return;
  try {
    service.admit(request);
    takeEffect(exchange);
  } catch (thrown) {
    call.error = asAwsError(thrown).code;
  }
}

const afterEffect = ['lostResponse', 'garbage', 'kill'] as const satisfies readonly FaultKind[];

/** What becomes of a true answer on its way back, unless the call has met its fault already. */
export async function spoil({ simulation, call }: Exchange, answer: Answer): Promise<Reply> {
  if (call.fault !== null) return answer;
  const rule = simulation.faults.find(call, {
    kinds: afterEffect,
    fits: (each) => each.kind === 'lostResponse' || !isInstead(each),
  });
  if (rule === undefined) return answer;
  simulation.faults.use(rule);
  call.fault = rule.kind;
  if (rule.kind === 'garbage') return spoiltAnswer(answer, rule);
  if (rule.kind === 'lostResponse') return 'reset';
  await simulation.kill(call.caller);
  return 'never';
}
