import { asAwsError } from './aws-error.ts';
import type { Call } from './call-log.ts';
import { takeEffect } from './effect.ts';
import type { HttpRequest, Reply } from './http.ts';
import { deciding, inject, spoil } from './injection.ts';
import { pause } from './pause.ts';
import type { Exchange, Identity, Service, Simulation } from './service.ts';
import { checkClock, serviceTime } from './skew.ts';
import type { World } from './world.ts';

/** Takes one request through its whole life: log, hooks, faults, admission, effect, answer, log again. */
export function exchange(simulation: Simulation, service: Service, request: HttpRequest): Promise<Reply> {
  const identity = service.identify(request);
  const call = arrival(simulation, service, request, identity);
  if (service.name !== 'imds') simulation.egress.seen(identity.caller, request.socket);
  simulation.faults.arrive(call);
  const ahead = simulation.faults.find(call, { kinds: ['skew'] })?.ms ?? 0;
  return simulation.underway.add(answered({ simulation, service, request, identity, call, ahead }));
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
    ...(identity.dryRun && { dryRun: true as const }),
    fault: null,
  };
}

async function answered(one: Exchange): Promise<Reply> {
  const { simulation, service, call } = one;
  let reply: Reply;
  try {
    await simulation.log.announce(call);
    reply = await respond(one);
  } catch (thrown) {
    const error = asAwsError(thrown);
    call.error = error.code;
    reply = service.refuse(error);
  }
  const date = new Date(serviceTime(one)).toUTCString();
  if (typeof reply === 'object') reply = await spoil(one, { ...reply, headers: { date, ...reply.headers } });
  call.status = typeof reply === 'object' ? reply.status : 0;
  if (typeof reply !== 'object') call.error = null;
  return reply;
}

async function respond(one: Exchange): Promise<Reply> {
  const { simulation, service, request, identity, call } = one;
  if (service.name !== 'imds' && simulation.egress.isCut(call.caller)) return cutOff(call);
  const first = deciding(one);
  if (first?.kind === 'unreachable' && first.how === 'refuse') return inject(one, first);
  if ((await delay(one)) === 'closed') return 'reset';
  const rule = deciding(one);
  if (rule !== undefined) return inject(one, rule);
  service.admit(request);
  checkClock(one);
  return call.write ? takeEffect(one) : service.handle(request, identity, viewFor(one));
}

function cutOff(call: Call): Reply {
  call.fault = 'egress';
  return 'never';
}

async function delay({ simulation, call }: Exchange): Promise<'passed' | 'closed'> {
  const rule = simulation.faults.find(call, { kinds: ['latency'] });
  if (rule === undefined) return 'passed';
  simulation.faults.use(rule);
  return pause(rule.ms, simulation.closing);
}

function viewFor({ simulation, call }: Exchange): World {
  const rule = simulation.faults.find(call, { kinds: ['stale'] });
  if (rule === undefined) return simulation.world;
  const past = simulation.history.at(simulation.now() - rule.ms);
  if (past === undefined) return simulation.world;
  simulation.faults.use(rule);
  call.fault = 'stale';
  return past;
}
