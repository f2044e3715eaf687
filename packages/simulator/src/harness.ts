import type { Call } from './call-log.ts';
import type { SimulatedNode } from './node.ts';
import type { Simulator } from './simulator.ts';

/** A service whose clients are tested. */
type Tested = 'ec2' | 'route53';

/** What a test kit wants to know of one service, and the trouble that it makes there; actions are named `ec2:AssociateAddress`. */
export function serviceHarness({ calls, faults, onCall, close }: Simulator, service: Tested) {
  /** The next `times` reads of a node show the world as it is now: the writes from here on are not in them. */
  const stale = (node: string, times: number) => {
    const from = Date.now();
    let left = times;
    return onCall(({ caller, write, service: asked }) => {
      if (caller !== node || write || asked !== service || left-- <= 0) return;
      faults.add({ kind: 'stale', ms: Date.now() - from + 1, service, caller: node, times: 1 });
    });
  };
  const plain = (action: string) => action.replace(`${service}:`, '');
  return {
    calls: () =>
      calls
        .filter((call) => call.service === service)
        .map(({ caller, action, write }) => ({ node: caller ?? 'nobody', action: `${service}:${action}`, write })),
    trouble: {
      silent: () => faults.add({ kind: 'unreachable', how: 'silent', service }),
      unreachable: () => faults.add({ kind: 'unreachable', how: 'refuse', service }),
      throttled: (action: string, times: number) =>
        faults.add({ kind: 'throttle', service, action: plain(action), times }),
      denied: (action: string) => faults.add({ kind: 'deny', service, action: plain(action) }),
      lost: (action: string, times: number) =>
        faults.add({ kind: 'lostResponse', service, action: plain(action), times }),
      ...(service === 'ec2' && { stale }),
    },
    close: () => close(),
  };
}

/** A node's environment where the file tells the endpoints: its metadata service, and no file of credentials. */
export const bareEnvironment = ({ imdsUrl }: SimulatedNode) => ({
  AWS_EC2_METADATA_SERVICE_ENDPOINT: imdsUrl,
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
});

/** Watches what nodes ask of one service. */
export function watchService({ calls, onCall }: Simulator, service: Tested) {
  /** What a node asked since call `from`. */
  const asked = (caller: string, from = 0): Call[] =>
    calls.slice(from).filter((call) => call.caller === caller && call.service === service);
  /** The actions that a node asks for while `body` runs. */
  const actionsOf = async (caller: string, body: () => Promise<unknown>): Promise<string[]> => {
    const from = calls.length;
    await body();
    return asked(caller, from).map(({ action }) => action);
  };
  /** Runs `happening` once, before the next call of a node that `which` accepts is handled. */
  const beforeCall = (caller: string, which: (call: Call) => boolean, happening: () => unknown): void => {
    const stop = onCall(async (call) => {
      if (call.caller !== caller || !which(call)) return;
      stop();
      await happening();
    });
  };
  return { asked, actionsOf, beforeCall };
}
