import type { Address, Call, Simulator, Zone } from '@kirikae/simulator';
import { NAME, type Node } from './cluster.ts';

/** Who has what at one moment, by the index of the node; null: nobody. `at` is when that began. */
export interface Moment {
  readonly at: number;
  readonly eip: number | null;
  readonly dns: number | null;
}

/** All that ever happened to what the nodes share. */
export interface Recorder {
  readonly moments: readonly Moment[];
  now(): Moment;
  /** The moments between two times, the one that reached into them included. */
  between(from: number, to: number): Moment[];
  /** The calls of one run. */
  callsOf(runId: string): Call[];
  /** Which node an association belonged to; undefined if it never was. */
  ownerOf(association: string): number | undefined;
  /** What stands beside the group's own resources, as text. */
  rest(): string;
}

/** What is watched. */
interface Watched {
  readonly address: Address;
  readonly other: Address;
  readonly zone: Zone;
}

/** Watches what the nodes share: every change is a moment. */
export function record({ calls }: Simulator, { address, other, zone }: Watched, nodes: readonly Node[]): Recorder {
  const moments: Moment[] = [];
  const owners = new Map<string, number>();
  const look = (): Moment => {
    const eip = indexOf(nodes, ({ interfaces: [first] }) => first?.id === address.networkInterfaceId);
    const set = zone.recordSets.find(({ name }) => name.startsWith(NAME));
    const value = set?.values?.[0];
    const dns = indexOf(nodes, ({ interfaces: [first] }) => value !== undefined && first?.privateIpv4s[0] === value);
    return { at: Date.now(), eip, dns };
  };
  const note = () => {
    const now = look();
    if (address.associationId && now.eip !== null) owners.set(address.associationId, now.eip);
    moments.push(now);
  };
  note();
  onSet(address, 'associationId', note);
  onSet(zone, 'recordSets', note);
  const between = (from: number, to: number) =>
    moments.filter(({ at }, index) => at <= to && (moments[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= from);
  return {
    moments,
    now: look,
    between,
    callsOf: (runId) => calls.filter(({ userAgent }) => userAgent.includes(runId)),
    ownerOf: (association) => owners.get(association),
    rest: () => JSON.stringify([other, zone.recordSets.filter(({ name }) => !name.startsWith(NAME))]),
  };
}

function indexOf(nodes: readonly Node[], holds: (simulated: Node['simulated']) => boolean): number | null {
  const index = nodes.findIndex(({ simulated }) => holds(simulated));
  return index < 0 ? null : index;
}

/** Calls `note` once a change is whole. */
function onSet<T extends object, K extends keyof T>(target: T, key: K, note: () => void): void {
  let value = target[key];
  Object.defineProperty(target, key, {
    enumerable: true,
    get: () => value,
    set: (given: T[K]) => {
      value = given;
      queueMicrotask(note);
    },
  });
}
