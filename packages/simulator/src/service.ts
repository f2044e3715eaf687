import type { AwsError } from './aws-error.ts';
import type { Call, CallLog } from './call-log.ts';
import type { Egress } from './egress.ts';
import type { FaultSource } from './faults.ts';
import type { History } from './history.ts';
import type { Answer, HttpRequest } from './http.ts';
import type { Identifiers } from './identifiers.ts';
import type { ServiceName } from './service-name.ts';
import type { Underway } from './underway.ts';
import type { Credential, World } from './world.ts';

/** What all parts of one simulator share. */
export interface Simulation {
  readonly region: string;
  readonly world: World;
  readonly ids: Identifiers;
  readonly history: History;
  readonly log: CallLog;
  readonly faults: FaultSource;
  readonly egress: Egress;
  readonly underway: Underway;
  /** Aborted when the simulator closes. */
  readonly closing: AbortSignal;
  now(): number;
  /** Has a node killed by those who run it. Throws if nobody does. */
  kill(caller: string | null): Promise<void>;
}

/** What a request asks for and who asks, before anything is checked. */
export interface Identity {
  action: string;
  params: Record<string, unknown>;
  write: boolean;
  dryRun?: boolean;
  caller: string | null;
  /** The ARN that denials name; null when the caller is unknown. */
  principal: string | null;
  /** The ARN of what it would act on, which denials name too; left out where an action knows no resources. */
  resource?: string | undefined;
}

/** The words in which a service refuses whatever the action is. */
export interface Refusals {
  throttled(): AwsError;
  expired(): AwsError;
  denied(principal: string, action: string, resource?: string): AwsError;
  unsigned(): AwsError;
  unknownKey(): AwsError;
  /** For a signature that the secret access key does not make. */
  wrongSignature(): AwsError;
  /** For a signature whose scope is that of another region or service; `reason` says which is wrong. */
  wrongScope(reason: string): AwsError;
}

/** One protocol: it identifies a request, admits it, handles it against a world, and renders refusals. */
export interface Service {
  readonly name: ServiceName;
  readonly refusals: Refusals;
  identify(request: HttpRequest): Identity;
  /** Throws when the request is not authenticated; returns the signer where the protocol has one. */
  admit(request: HttpRequest): Credential | undefined;
  /** Answers; `world` is older than now for a stale read. Throws AwsError to refuse. Must not await. */
  handle(request: HttpRequest, identity: Identity, world: World): Answer;
  refuse(error: AwsError): Answer;
}

/** One request on its way through a service. */
export interface Exchange {
  readonly simulation: Simulation;
  readonly service: Service;
  readonly request: HttpRequest;
  readonly identity: Identity;
  readonly call: Call;
  /** What the service's clock shows more than the simulation's, in ms. */
  readonly ahead: number;
}
