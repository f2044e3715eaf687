import type { FaultKind } from './fault-rule.ts';
import type { ServiceName } from './service-name.ts';

/** One request, logged on arrival; `status`, `error` and `fault` are filled in when it is answered. */
export interface Call {
  service: ServiceName;
  /** `AssociateAddress`, `ChangeResourceRecordSets`, or for IMDS `GET /latest/meta-data/instance-id`. */
  action: string;
  /** The node's name; null when the access key is unknown or missing. */
  caller: string | null;
  /** Arrival, in milliseconds of the simulator's clock. */
  at: number;
  /** EC2 and STS: the parameters as sent, without Action and Version; Route 53: path, query and parsed body. */
  params: Record<string, unknown>;
  /** HTTP status; 0 when no answer was given (yet). */
  status: number;
  /** The error code of the answer. */
  error: string | null;
  userAgent: string;
  /** Whether the action changes the world. */
  write: boolean;
  /** True if it only asked whether the action would be allowed (`DryRun`); else left out. */
  dryRun?: true;
  /** The fault that decided the outcome, latency aside. */
  fault: FaultKind | null;
}

/** Runs before a call is handled; what it awaits, the call awaits. */
export type CallHook = (call: Call) => void | Promise<void>;

/** All calls in order of arrival, and the hooks that see each before it is handled. */
export interface CallLog {
  readonly calls: Call[];
  onCall(hook: CallHook): () => void;
  /** Logs the call, then runs the hooks one after the other. */
  announce(call: Call): Promise<void>;
}

/** Starts an empty log. */
export function createCallLog(): CallLog {
  const calls: Call[] = [];
  const hooks = new Set<CallHook>();
  return {
    calls,
    onCall: (hook) => {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    announce: async (call) => {
      calls.push(call);
      for (const hook of [...hooks]) await hook(call);
    },
  };
}
