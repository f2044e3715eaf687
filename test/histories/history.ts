import type { FaultRule } from '@kirikae/simulator';
import type { Trouble } from './disk.ts';
import type { Misery } from './service.ts';
import type { Variant } from './variant.ts';

/** How a cluster manager calls: its name, and what its variables say. */
export interface Call {
  readonly name: 'clusterpro' | 'pacemaker' | 'keepalived' | 'patroni' | 'systemd';
  /** CLUSTERPRO: why its start script runs. */
  readonly event: 'START' | 'FAILOVER' | 'RECOVER' | 'STANDBY';
  /** Pacemaker: how long, in ms, the operation may take. */
  readonly allowed: number;
}

/** A command on a node, which is taken modulo the number of nodes. */
export interface Command {
  readonly do: 'activate' | 'deactivate' | 'monitor' | 'rehearse' | 'status';
  readonly node: number;
  readonly reason: 'stop' | 'move' | null;
  /** The number of the operation before which the process is killed; 0: it lives. */
  readonly killAt: number;
  /** The same for its being suspended, for `sleepFor` ms. */
  readonly sleepAt: number;
  readonly sleepFor: number;
  /** After how many ms it gets a SIGTERM; null: never. */
  readonly interruptAt: number | null;
  readonly manager: Call | null;
  /** How long, in ms, until the next step, if it has not ended before; null: until it has ended. */
  readonly pause: number | null;
}

/** One thing that happens. */
export type Step =
  | Command
  | { readonly do: 'edit'; readonly node: number; readonly variant: Variant }
  | { readonly do: 'reboot'; readonly node: number }
  | { readonly do: 'disk'; readonly node: number; readonly trouble: Trouble | null }
  | { readonly do: 'clock'; readonly node: number; readonly ms: number }
  | { readonly do: 'misery'; readonly node: number; readonly misery: Misery; readonly times: number }
  | { readonly do: 'fault'; readonly rule: FaultRule }
  | { readonly do: 'heal' }
  | { readonly do: 'wait'; readonly ms: number };

/** A whole history. In the end all trouble stops, `chosen` activates once more, and everybody is asked. */
export interface History {
  readonly nodes: number;
  readonly variant: Variant;
  readonly steps: readonly Step[];
  readonly chosen: number;
  /** After how many ms a private address is listed where it was sent. */
  readonly move: number;
  /** Draws how long each call is on its way. */
  readonly seed: number;
}
