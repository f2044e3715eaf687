import type { Address, Call, RouteTable, Simulator, Zone } from '@kirikae/simulator';
import type { Node } from './node.ts';
import type { Service } from './service.ts';
import { DESTINATION, PRIVATE_ADDRESS, RECORDS, type Resource } from './variant.ts';

/** Who has what at one moment, by the index of the node; null: nobody, or not all of it is at one. `at` is when that began. */
export type Moment = { readonly at: number } & Readonly<Record<Resource, number | null>> & {
    /** The records of a file that has but one. */
    readonly record: number | null;
  };

/** All that ever happened to what the nodes share. */
export interface Recorder {
  readonly moments: readonly Moment[];
  now(): Moment;
  /** The moments between two times, the one that reached into them included. */
  between(from: number, to: number): Moment[];
  /** The calls of one run; none without its id. */
  callsOf(runId: string): Call[];
  /** Which node an association belonged to; undefined if it never was. */
  ownerOf(association: string): number | undefined;
  /** What stands beside the group's own resources, as text. */
  rest(): string;
}

/** What is watched. */
export interface Watched {
  readonly address: Address;
  readonly other: Address;
  readonly zone: Zone;
  readonly tables: readonly RouteTable[];
  readonly service: Service;
}

/** Watches what the nodes share: every change is a moment. */
export function record({ calls, world }: Simulator, watched: Watched, nodes: readonly Node[]): Recorder {
  const { address, other, zone, tables, service } = watched;
  const moments: Moment[] = [];
  const owners = new Map<string, number>();
  const ofInterface = (id: string | null | undefined) => indexOf(nodes, ({ interfaces: [first] }) => first?.id === id);
  const ofRecord = (wanted: string): number | null => {
    const value = zone.recordSets.find(({ name }) => name.startsWith(wanted))?.values?.[0];
    return indexOf(nodes, ({ interfaces: [first] }) => value !== undefined && first?.privateIpv4s[0] === value);
  };
  const ofTable = ({ routes }: RouteTable) =>
    ofInterface(routes.find(({ destination }) => destination === DESTINATION)?.networkInterfaceId);
  const ofPrivate = (): number | null => {
    const due = world.addressMoves.filter(({ at }) => at <= Date.now()).sort((a, b) => a.at - b.at);
    const listed = world.interfaces.find(({ privateIpv4s }) => privateIpv4s.includes(PRIVATE_ADDRESS))?.id;
    return ofInterface(due.at(-1)?.networkInterfaceId ?? listed);
  };
  const look = (): Moment => ({
    at: Date.now(),
    eip: ofInterface(address.networkInterfaceId),
    record: ofRecord(RECORDS[0]),
    dns: agreed(RECORDS.map(ofRecord)),
    route: agreed(tables.map(ofTable)),
    private: ofPrivate(),
    program: indexOf(nodes, ({ name }) => name === service.holder),
  });
  const note = () => {
    const now = look();
    if (address.associationId && now.eip !== null) owners.set(address.associationId, now.eip);
    moments.push(now);
  };
  note();
  onSet(address, 'associationId', note);
  onSet(zone, 'recordSets', note);
  onSet(service, 'holder', note);
  for (const { routes } of tables) onPush(routes, (route) => onSet(route, 'networkInterfaceId', note), note);
  for (const { privateIpv4s } of world.interfaces) onPush(privateIpv4s, () => {}, note);
  onMoves(world, note);
  const between = (from: number, to: number) =>
    moments.filter(({ at }, index) => at <= to && (moments[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= from);
  const isOwn = (name: string) => RECORDS.some((each) => name.startsWith(each));
  return {
    moments,
    now: look,
    between,
    callsOf: (runId) => (runId === '' ? [] : calls.filter(({ userAgent }) => userAgent.includes(runId))),
    ownerOf: (association) => owners.get(association),
    rest: () =>
      JSON.stringify([
        other,
        zone.recordSets.filter(({ name }) => !isOwn(name)),
        tables.map(({ routes }) => routes.filter(({ destination }) => destination !== DESTINATION)),
        world.interfaces.map(({ id, privateIpv4s }) => [id, privateIpv4s.filter((each) => each !== PRIVATE_ADDRESS)]),
      ]),
  };
}

/** The node at which all is; null if it is not all at one. */
const agreed = ([first = null, ...rest]: readonly (number | null)[]): number | null =>
  rest.every((each) => each === first) ? first : null;

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

/** Calls `note` when a list grows or shrinks; `added` hears of each new item. */
function onPush<T>(list: T[], added: (item: T) => void, note: () => void): void {
  const hidden = { enumerable: false, configurable: true };
  const push = (...items: T[]) => {
    const length = Array.prototype.push.apply(list, items);
    items.forEach(added);
    queueMicrotask(note);
    return length;
  };
  const splice = (...given: [number, number]) => {
    queueMicrotask(note);
    return Array.prototype.splice.apply(list, given);
  };
  Object.defineProperties(list, { push: { ...hidden, value: push }, splice: { ...hidden, value: splice } });
}

/** An address that is on its way arrives by itself: `note` is called then. */
function onMoves(world: Simulator['world'], note: () => void): void {
  const watch = (moves: Simulator['world']['addressMoves']) =>
    onPush(moves, ({ at }) => setTimeout(note, Math.max(0, at - Date.now())), note);
  let moves = world.addressMoves;
  watch(moves);
  Object.defineProperty(world, 'addressMoves', {
    enumerable: true,
    get: () => moves,
    set: (given: typeof moves) => {
      moves = given;
      watch(moves);
      queueMicrotask(note);
    },
  });
}
