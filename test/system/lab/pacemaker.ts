import type { Lab } from './lab.ts';
import { NAMES, type NodeName } from './network.ts';
import { until } from './until.ts';

/** Pacemaker as its own commands tell of it. They are asked on a node that is alive, or on the one that is named. */
export interface Pacemaker {
  /** The nodes on which the group is active. */
  located(on?: NodeName): Promise<string[]>;
  /** What `crm_mon` shows. */
  view(on?: NodeName): Promise<string>;
  /** The fencing operations since then, as Pacemaker remembers them. */
  fencedSince(since: number): Promise<string[]>;
  fencing(state: 'on' | 'off'): Promise<void>;
  move(to: NodeName): Promise<void>;
  /** Runs `crm_resource` with these arguments for the group. */
  resource(...args: string[]): Promise<string>;
  /** Waits until the group and the address are there, and nowhere else, and Pacemaker has nothing left to do. */
  settled(at: NodeName): Promise<void>;
  /** Waits until Pacemaker has nothing left to do. */
  idle(): Promise<unknown>;
  /** Waits until every node sees every node. */
  complete(): Promise<void>;
}

/** Speaks to the Pacemaker of a lab. */
export function pacemakerOf(lab: Lab): Pacemaker {
  const speaker = (on?: NodeName) => {
    const name = on ?? NAMES.find((one) => lab.nodes[one].alive());
    if (!name) throw new Error('no node is alive');
    return lab.nodes[name];
  };
  const ask = async (program: string, args: readonly string[], on?: NodeName) => {
    const { code, text } = await speaker(on).exec(program, ...args);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${text}\n${await lab.logs()}`);
    return text;
  };
  const view = async (on?: NodeName) => (await speaker(on).exec('crm_mon', '-1')).text; // fails while there is no cluster yet
  const located = async (on?: NodeName) => {
    const { text } = await speaker(on).exec('crm_resource', '--resource', 'web', '--locate');
    return [...text.matchAll(/running on: (\S+)/g)].map(([, name]) => name ?? '');
  };
  const resource = (...args: string[]) => ask('crm_resource', ['--resource', 'web', ...args]);
  const idle = () => ask('crm_resource', ['--wait', '--timeout', '60s']);
  const explain = async () => `${await view()}\nthe address is with ${lab.holders.now()}\n${await lab.logs()}`;
  return {
    located,
    view,
    resource,
    fencedSince: async (since) => {
      const xml = await ask('stonith_admin', ['--history', '*', '--output-as', 'xml']);
      const events = xml.match(/<fence_event [^>]*>/g) ?? [];
      return events.filter((event) => Date.parse(/completed="([^"]*)"/.exec(event)?.[1] ?? '') >= since - 1000);
    },
    fencing: async (state) => {
      await ask('crm_attribute', ['--name', 'stonith-enabled', '--update', state === 'on' ? 'true' : 'false']);
    },
    move: async (to) => {
      await resource('--clear');
      await resource('--move', '--node', to);
    },
    settled: async (at) => {
      const isThere = async () => lab.holders.now() === at && (await located()).join() === at;
      await until(`the group and the address are at ${at}`, isThere, { seconds: 90, explain });
      await idle();
    },
    idle,
    complete: async () => {
      const online = /Online: \[ kirikae-1 kirikae-2 \]/;
      const isSo = async () => {
        const views = await Promise.all(NAMES.map(view));
        return views.every((text) => online.test(text));
      };
      await until('every node sees every node', isSo, { explain });
    },
  };
}
