import { setTimeout } from 'node:timers/promises';
import { AwsError, asAwsError } from './aws-error.ts';
import type { Call } from './call-log.ts';
import type { FaultRuleOf } from './fault-rule.ts';
import type { Answer, HttpRequest, Reply } from './http.ts';
import type { Identity, Service, Simulation } from './service.ts';
import type { World } from './world.ts';

/** Takes one request through its whole life: log, hooks, faults, admission, effect, answer, log again. */
export async function exchange(simulation: Simulation, service: Service, request: HttpRequest): Promise<Reply> {
  const identity = service.identify(request);
  const call = arrival(simulation, service, request, identity);
  let reply: Reply;
  try {
    await simulation.log.announce(call);
    reply = await respond(simulation, service, request, identity, call);
  } catch (thrown) {
    const error = asAwsError(thrown);
    call.error = error.code;
    reply = service.refuse(error);
  }
  if (typeof reply === 'object') reply = losing(simulation, call, reply);
  call.status = typeof reply === 'object' ? reply.status : 0;
  if (typeof reply !== 'object') call.error = null;
  return reply;
}

function arrival(simulation: Simulation, service: Service, request: HttpRequest, identity: Identity): Call {
  return {
    service: service.name,
    action: identity.action,
    caller: identity.caller,
    at: simulation.now(),
    params: identity.params,
    status: 0,
    error: null,
    userAgent: request.headers['user-agent'] ?? '',
    write: identity.write,
    fault: null,
  };
}

async function respond(
  simulation: Simulation,
  service: Service,
  request: HttpRequest,
  identity: Identity,
  call: Call,
): Promise<Reply> {
  if ((await delay(simulation, call)) === 'closed') return 'reset';
  const rule = simulation.faults.find(call, insteadOfEffect);
  if (rule !== undefined) {
    simulation.faults.use(rule);
    call.fault = rule.kind;
    return injected(rule, service, identity);
  }
  service.admit(request);
  if (!call.write) return service.handle(request, identity, viewFor(simulation, call));
  return simulation.history.record(() => service.handle(request, identity, simulation.world));
}

async function delay(simulation: Simulation, call: Call): Promise<'passed' | 'closed'> {
  const rule = simulation.faults.find(call, ['latency']);
  if (rule === undefined) return 'passed';
  simulation.faults.use(rule);
  return setTimeout(rule.ms, 'passed' as const, { signal: simulation.closing }).catch(() => 'closed' as const);
}

const insteadOfEffect = ['unreachable', 'throttle', 'deny', 'expired', 'error', 'garbage', 'priorRequest'] as const;

function injected(rule: FaultRuleOf<(typeof insteadOfEffect)[number]>, service: Service, identity: Identity): Reply {
  switch (rule.kind) {
    case 'unreachable':
      return rule.how === 'silent' ? 'never' : 'reset';
    case 'garbage':
      return garbage(rule);
    case 'error':
      throw new AwsError(rule.status, rule.code, rule.message);
    case 'throttle':
      throw service.refusals.throttled();
    case 'expired':
      throw service.refusals.expired();
    case 'deny':
      throw service.refusals.denied(identity.principal ?? 'anonymous', identity.action);
    case 'priorRequest':
      throw new AwsError(
        400,
        'PriorRequestNotComplete',
        'The request was rejected because Route 53 was still processing a prior request.',
      );
  }
}

function garbage(rule: FaultRuleOf<'garbage'>): Answer {
  const body = rule.body ?? '<!doctype html><title>Sign in</title><h1>Sign in to this network</h1>';
  return { status: 200, headers: { 'content-type': rule.contentType ?? 'text/html; charset=utf-8' }, body };
}

function viewFor(simulation: Simulation, call: Call): World {
  const rule = simulation.faults.find(call, ['stale']);
  if (rule === undefined) return simulation.world;
  const past = simulation.history.at(simulation.now() - rule.ms);
  if (past === undefined) return simulation.world;
  simulation.faults.use(rule);
  call.fault = 'stale';
  return past;
}

function losing(simulation: Simulation, call: Call, answer: Answer): Reply {
  const rule = call.fault === null ? simulation.faults.find(call, ['lostResponse']) : undefined;
  if (rule === undefined) return answer;
  simulation.faults.use(rule);
  call.fault = 'lostResponse';
  return 'reset';
}
