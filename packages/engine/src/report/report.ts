import type { Kind, KirikaeError, NodeEntry, Reason, State, Status } from '@kirikae/core';
import type { Outcome } from '@kirikae/core/machinery';
import { mask } from '@kirikae/core/machinery';

/** A warning: a code for machines and a sentence for people. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  /** The resource that it is about, where one is. */
  readonly resource?: string;
}

/** One write as reports show it. `unknown`: it was sent, and whether it took effect cannot be told from its answer. */
export interface WriteReport {
  readonly action: string;
  readonly summary: string;
  outcome: 'planned' | 'done' | 'failed' | 'unknown';
  elapsedMs: number;
  requestId: string | null;
}

/** A write of a dry run that nothing could ask for beforehand. */
export interface NotTried {
  readonly resource: string;
  readonly action: string;
  readonly why: string;
}

/** What happens to a resource, or (null) before there is one; `attempt` counts from 1. */
export type Happening = { readonly resource: string | null } & (
  | { readonly kind: 'look' }
  /** A write is sent now, and in `write` it has its answer, or has none. */
  | { readonly kind: 'send' | 'write'; readonly write: WriteReport; readonly attempt: number }
  /** It waits until this is so. */
  | { readonly kind: 'wait'; readonly what: string; readonly written: boolean }
  /** It does something that its plugin says. */
  | { readonly kind: 'doing'; readonly what: string }
  /** Something failed that may pass: attempt `attempt` follows in `pause` ms. */
  | { readonly kind: 'retry'; readonly error: ErrorReport; readonly attempt: number; readonly pause: number }
);

/** The same in its run, for progress and log: which step of how many it is, and how many ms the work may still take. */
export type RunEvent = Happening & { readonly step: number; readonly of: number; readonly left: number };

/** A status as reports show it; `holder.node` is null where `nodes:` does not say whose id it is. */
export interface StatusReport {
  readonly state: State;
  readonly holder: { readonly node: string | null; readonly id: string } | null;
  readonly detail: string;
}

/** An error as reports show it. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** The resource that it is about; null where none is concerned. */
  readonly resource: string | null;
  /** What the other side says of a denial in a form that only its own tools read; null where it does not. */
  readonly awsEncodedMessage: string | null;
}

/** What became of one resource: brought there, was there, left by policy, could not be released, not tried, or how it failed. */
type ResourceOutcome = 'done' | 'unchanged' | 'kept' | 'left' | 'skipped' | Kind;

/** One resource of an activate or deactivate. `before` and `after` are null where not known. */
export interface ResourceReport {
  readonly name: string;
  /** What a person calls it; its name where its type does not say. */
  subject: string;
  readonly type: string;
  readonly required: boolean;
  outcome: ResourceOutcome;
  before: StatusReport | null;
  after: StatusReport | null;
  writes: readonly WriteReport[];
  error: ErrorReport | null;
}

/** One resource of a monitor or status: its state, or why that cannot be told. */
export interface LookReport {
  readonly group?: string;
  readonly name: string;
  readonly subject: string;
  readonly type: string;
  readonly required: boolean;
  readonly state: State | null;
  readonly holder: StatusReport['holder'];
  readonly detail: string | null;
  readonly error: ErrorReport | null;
  /** How long the look took, in ms. */
  readonly elapsedMs: number;
}

/** What status says of a group, as monitor would; `activatedAt` is when this node last activated it, if that is what it did last. */
export interface GroupReport {
  readonly group: string;
  readonly answer: 'active' | 'not active' | 'cannot tell';
  readonly activatedAt: string | null;
}

/** What every command tells, for people and machines alike; the JSON document of the public interface. */
export interface Report {
  readonly schema: 1;
  readonly version: string;
  readonly runId: string;
  readonly startedAt: string;
  elapsedMs: number;
  readonly command: string;
  group: string | null;
  strategy: string | null;
  reason: Reason | null;
  node: { name: string; instanceId: string | null } | null;
  configDigest: string | null;
  dryRun: boolean;
  outcome: Outcome;
  exitCode: number;
  /** True for a deactivate and a monitor where `exitCode` is not the number of `outcome`: what was found, and what the caller is told all the same. */
  tolerated: boolean;
  error: ErrorReport | null;
  warnings: Warning[];
  /** Of a dry run alone. */
  notTried?: NotTried[];
  apiCalls: Record<string, number>;
  resources: (ResourceReport | LookReport)[];
  /** Of status alone. */
  groups?: GroupReport[];
}

/** An error for a report. */
export const reportError = (
  { code, message, hint, encoded }: KirikaeError,
  resource: string | null = null,
): ErrorReport => ({ code, message, hint, resource, awsEncodedMessage: encoded ?? null });

/** A status for a report. */
export function reportStatus({ state, holder, detail }: Status, nodes: Nodes): StatusReport {
  return { state, holder: holder ? { node: nodeOf(holder.id, nodes), id: holder.id } : null, detail: mask(detail) };
}

/** What belongs to each node by the file, by name. */
export type Nodes = Readonly<Record<string, NodeEntry>>;

/** The name of the node to which a holder's id or value belongs, by `nodes:`; null if none says so. */
export function nodeOf(id: string, nodes: Nodes): string | null {
  const found = Object.entries(nodes).find(([name, entry]) => name === id || Object.values(entry).includes(id));
  return found?.[0] ?? null;
}
