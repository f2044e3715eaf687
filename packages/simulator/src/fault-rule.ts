import type { ServiceName } from './service-name.ts';

/** Which calls a rule hits: all by default; `times` counts down to its end. */
export interface FaultScope {
  service?: ServiceName;
  /** An action's name; with `*` at its end all that begin so. */
  action?: string;
  /** A node's name. */
  caller?: string;
  times?: number;
}

/** What happens to the calls in scope; the README has the table. */
export type FaultEffect =
  | { kind: 'throttle' }
  | { kind: 'bucket'; burst: number; perSecond: number }
  | { kind: 'latency'; ms: number }
  | { kind: 'deny' }
  | { kind: 'unreachable'; how: 'refuse' | 'reset' | 'silent' }
  | { kind: 'expired' }
  | { kind: 'skew'; ms: number }
  | { kind: 'error'; status: number; code?: string; message?: string }
  | ({ kind: 'garbage' } & Garbage)
  | { kind: 'priorRequest' }
  | { kind: 'pending'; ms: number }
  | { kind: 'lostResponse' }
  | { kind: 'late'; ms: number }
  | { kind: 'stale'; ms: number }
  | { kind: 'egress'; ms: number }
  | { kind: 'kill'; when: 'before' | 'after' };

/** What comes in place of an answer; the page of a captive portal if nothing else is said. */
export interface Garbage {
  body?: string;
  status?: number;
  contentType?: string;
  /** Bytes: the body is filled up with spaces, which are streamed. */
  size?: number;
  /** Spaces without end, until the client goes away. */
  endless?: boolean;
  /** One byte every so many ms. */
  dripMs?: number;
  /** Compressed on its way. */
  gzip?: boolean;
  /** The true answer after the effect, cut in the middle, in place of all this. */
  truncated?: boolean;
  /** The true answer after the effect, with `put` wherever this stands, in place of all that. */
  find?: string;
  put?: string;
}

/** One fault, as given to `faults.add`. */
export type FaultRule = FaultScope & FaultEffect;

/** The name of a fault. */
export type FaultKind = FaultEffect['kind'];

/** Picks the rules of some kinds out of all. */
export type FaultRuleOf<Kind extends FaultKind> = FaultScope & Extract<FaultEffect, { kind: Kind }>;
