import { type Call, type CallHook, createCallLog } from './call-log.ts';
import { ec2Service } from './ec2/service.ts';
import { createEgress } from './egress.ts';
import { exchange } from './exchange.ts';
import { createFaults, type Faults } from './faults.ts';
import { createHistory } from './history.ts';
import type { HttpRequest } from './http.ts';
import { createIdentifiers, type Identifiers } from './identifiers.ts';
import { createKillers, type KillHook } from './kill.ts';
import { addNode, type NodeOptions, type SimulatedNode } from './node.ts';
import { openPort } from './port.ts';
import { readQuery } from './query.ts';
import { addZone, type ZoneOptions } from './route53/new-zone.ts';
import { route53Root, route53Service } from './route53/service.ts';
import type { Service, Simulation } from './service.ts';
import { stsService, stsVersion } from './sts/service.ts';
import { createUnderway } from './underway.ts';
import { type Address, emptyWorld, type RouteTable, type World, type Zone } from './world.ts';

/** A port on 127.0.0.1 (0, the default, is any), the region of the world, and the clock in ms. */
export interface SimulatorOptions {
  port?: number;
  region?: string;
  now?: () => number;
}

/** An Elastic IP address as a test describes it; both values are made where they are left out. */
export interface AddressOptions {
  allocationId?: string;
  publicIp?: string;
}

/** A route table as a test describes it: its routes by destination, each to an interface (eni-…) or a gateway. */
export interface RouteTableOptions {
  id?: string;
  vpcId?: string;
  routes?: Readonly<Record<string, string>>;
}

/** A running simulator. */
export interface Simulator {
  /** EC2, Route 53 and STS on one port: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly region: string;
  /** The state, free to read and to write. */
  readonly world: World;
  /** All calls in order of arrival. */
  readonly calls: Call[];
  readonly faults: Faults;
  /** Runs `hook` before each call is handled; returns its remover. */
  onCall(hook: CallHook): () => void;
  /** Registers who kills a node's process for the fault `kill`; returns its remover. */
  onKill(hook: KillHook): () => void;
  /** Closes the API port: connection refused. */
  stopApi(): Promise<void>;
  /** Opens the same port again. */
  startApi(): Promise<void>;
  /** Ends when no request and no late effect is under way. */
  idle(): Promise<void>;
  addNode(options: NodeOptions): Promise<SimulatedNode>;
  addAddress(options?: AddressOptions): Address;
  addRouteTable(options?: RouteTableOptions): RouteTable;
  addZone(options: ZoneOptions): Zone;
  /** Closes every port and every socket. */
  close(): Promise<void>;
}

/** Starts a simulator with an empty world. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const closing = new AbortController();
  const killers = createKillers();
  const simulation = newSimulation(options, closing.signal, killers.kill);
  const { world, ids, log, faults, region } = simulation;
  const api = await openPort(options.port ?? 0, apiHandler(simulation));
  const nodes: SimulatedNode[] = [];
  return {
    url: api.url,
    region,
    world,
    calls: log.calls,
    faults,
    onCall: log.onCall,
    onKill: killers.onKill,
    stopApi: api.stop,
    startApi: api.start,
    idle: simulation.underway.idle,
    addNode: async (described) => {
      const node = await addNode(simulation, api.url, described);
      nodes.push(node);
      return node;
    },
    addAddress: (described = {}) => addAddress(world, ids, described),
    addRouteTable: (described = {}) => addRouteTable(world, ids, described),
    addZone: (described) => addZone(world, ids, described),
    close: async () => {
      closing.abort();
      await Promise.all([api.stop(), ...nodes.map((node) => node.stopMetadata())]);
    },
  };
}

function newSimulation(options: SimulatorOptions, closing: AbortSignal, kill: Simulation['kill']): Simulation {
  const world = emptyWorld();
  const now = options.now ?? Date.now;
  const egress = createEgress(now);
  return {
    region: options.region ?? 'ap-northeast-1',
    world,
    ids: createIdentifiers(),
    history: createHistory(world, now),
    log: createCallLog(),
    faults: createFaults(now, egress),
    egress,
    underway: createUnderway(),
    closing,
    now,
    kill,
  };
}

function apiHandler(simulation: Simulation) {
  const [ec2, route53, sts] = [ec2Service(simulation), route53Service(simulation), stsService(simulation)];
  const serviceOf = (request: HttpRequest): Service => {
    if (request.path.startsWith(`${route53Root}/`)) return route53;
    return readQuery(request).version === stsVersion ? sts : ec2;
  };
  return (request: HttpRequest) => exchange(simulation, serviceOf(request), request);
}

function addAddress(world: World, ids: Identifiers, described: AddressOptions): Address {
  const address: Address = {
    allocationId: described.allocationId ?? ids.next('eipalloc'),
    publicIp: described.publicIp ?? `203.0.113.${ids.count('elastic-ip')}`,
    associationId: null,
    networkInterfaceId: null,
    privateIp: null,
  };
  world.addresses.push(address);
  return address;
}

function addRouteTable(world: World, ids: Identifiers, { id, vpcId, routes = {} }: RouteTableOptions): RouteTable {
  const toTarget = (target: string) =>
    target.startsWith('eni-')
      ? { networkInterfaceId: target, gatewayId: null }
      : { networkInterfaceId: null, gatewayId: target };
  const table: RouteTable = {
    id: id ?? ids.next('rtb'),
    vpcId: vpcId ?? 'vpc-00000000000000001',
    routes: Object.entries({ '10.0.0.0/16': 'local', ...routes }).map(([destination, target]) => ({
      destination,
      ...toTarget(target),
    })),
  };
  world.routeTables.push(table);
  return table;
}
