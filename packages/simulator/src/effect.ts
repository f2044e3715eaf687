import { publicIpv4Of } from './ec2/interface-xml.ts';
import type { Reply } from './http.ts';
import type { Exchange } from './service.ts';
import type { World } from './world.ts';

/** Lets a write happen: recorded for stale reads; its change may stay pending, and an address that moves may cut nodes off. */
export function takeEffect(exchange: Exchange): Reply {
  const { simulation, service, request, identity } = exchange;
  const { world, history } = simulation;
  const [addresses, changes] = [publicAddresses(world), world.changes.length];
  const answer = history.record(() => service.handle(request, identity, world));
  keepPending(exchange, changes);
  return cutOff(exchange, addresses) ? 'reset' : answer;
}

/** Gives the changes that this call made a time of their own. */
function keepPending({ simulation, call }: Exchange, from: number): void {
  const { faults, world } = simulation;
  const rule = faults.find(call, { kinds: ['pending'] });
  if (rule === undefined) return;
  faults.use(rule);
  for (const change of world.changes.slice(from)) change.propagationMs = rule.ms;
}

/** Cuts off the nodes whose public address has changed, as far as a rule says so; true if the caller is one of them. */
function cutOff({ simulation, call }: Exchange, before: Map<string, string>): boolean {
  const { faults, world } = simulation;
  let own = false;
  for (const [name, addresses] of publicAddresses(world)) {
    if (before.get(name) === addresses) continue;
    const rule = faults.find(call, { kinds: ['egress'], caller: name });
    if (rule === undefined) continue;
    faults.use(rule);
    faults.cutOff(name, rule);
    if (name === call.caller) own = true;
  }
  if (own) call.fault = 'egress';
  return own;
}

/** All public IPv4 addresses of each node. */
function publicAddresses(world: World): Map<string, string> {
  return new Map(
    world.instances.map(({ id, name }) => {
      const own = world.interfaces.filter((candidate) => candidate.instanceId === id);
      return [name, own.flatMap((one) => one.privateIpv4s.map((ip) => publicIpv4Of(world, one, ip))).join()];
    }),
  );
}
