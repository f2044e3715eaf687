export { ASYNCHRONOUS } from './asynchronous.ts';
export type { Call, CallHook } from './call-log.ts';
export type { DrawnKind, FaultDraw } from './draw.ts';
export type { FaultKind, FaultRule } from './fault-rule.ts';
export type { Faults } from './faults.ts';
export { bareEnvironment, serviceHarness, watchService } from './harness.ts';
export type { KillHook } from './kill.ts';
export type { InterfaceOptions, NodeOptions, SimulatedNode } from './node.ts';
export { FAULT_HELP, parseFault } from './parse-fault.ts';
export type { ZoneOptions } from './route53/new-zone.ts';
export type { RecordChange } from './route53/zone.ts';
export type { ServiceName } from './service-name.ts';
export { type Signing, signedHeaders } from './sign.ts';
export {
  type AddressOptions,
  type RouteTableOptions,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './simulator.ts';
export type {
  AccountWays,
  Address,
  AddressMove,
  Credential,
  Instance,
  NetworkInterface,
  RecordSet,
  Role,
  Route,
  RouteTable,
  World,
  Zone,
  ZoneChange,
} from './world.ts';
