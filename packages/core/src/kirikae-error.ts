import { mask } from './secrets.ts';

/** How callers react to an error: each kind is one exit code (see `EXIT_CODES`), never more, never less. */
export type Kind = 'usage' | 'denied' | 'conflict' | 'failed' | 'unreachable' | 'degraded';

/** The exit codes of the public interface. 3–6 and 8–19 mean something else to OCF, LSB and Node.js and are never used. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  inactive: 7,
  unreachable: 20,
  conflict: 21,
  denied: 22,
  degraded: 23,
} as const;

/** What a run was found to end in; `EXIT_CODES` gives its number. */
export type Outcome = keyof typeof EXIT_CODES;

/** Which of several endings of one run is told: the first of these that occurred. */
export const PRECEDENCE: readonly Kind[] = ['usage', 'denied', 'conflict', 'failed', 'unreachable', 'degraded'];

/** Why the same request may well work a little later: `throttled` and `refused` had no effect for certain, `silent` is no answer at all. */
export type Transient = 'throttled' | 'refused' | 'silent';

/** What an error knows beside its sentence. */
export interface ErrorDetails {
  /** Names the error for machines: `AREA_REASON`. */
  code?: string;
  /** What to do about it. */
  hint?: string;
  /** Set when trying again may help. */
  transient?: Transient;
  /** True for a write whose effect is unknown: the request was sent, and no answer that can be trusted came back. */
  ambiguous?: boolean;
  /** True if this node lacks what its share is made of, so that it never held the resource; any other error cannot tell. */
  lacking?: boolean;
  /** The request id that the other side gave, for its support. */
  requestId?: string;
  /** What the other side says in a form that only its own tools read, whole: it is told to machines, never in a sentence. */
  encoded?: string;
  cause?: unknown;
}

/** What an error without a code of its own is called. */
const GENERAL: Record<Kind, { code: string; hint: string }> = {
  usage: { code: 'USAGE', hint: 'type `kirikae config check`, which names the place in the file' },
  denied: { code: 'DENIED', hint: 'grant the permission to this node' },
  conflict: { code: 'CONFLICT', hint: 'see who holds it with `kirikae status`' },
  failed: { code: 'FAILED', hint: 'mend the cause and run the command again' },
  unreachable: { code: 'UNREACHABLE', hint: 'run the command again, that is safe' },
  degraded: { code: 'DEGRADED', hint: 'see `kirikae status`' },
};

const MARK: unique symbol = Symbol.for('kirikae.error') as never;

/**
 * Every error that kirikae reports. `message` says what was wanted and what stands in the way, `hint` what to do.
 * The resource's name is not in it: the runner adds that once. Secrets are masked in both.
 */
export class KirikaeError extends Error {
  /** A plugin from outside may bring a copy of this class of its own: an error of kirikae is known by its mark. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: the class that `instanceof` names, which may be one below this
    if (this !== KirikaeError) return super[Symbol.hasInstance](value);
    return typeof value === 'object' && value !== null && MARK in value;
  }

  readonly [MARK] = true;
  override readonly name = 'KirikaeError';
  readonly kind: Kind;
  readonly code: string;
  readonly hint: string;
  readonly transient: Transient | undefined;
  readonly ambiguous: boolean;
  readonly lacking: boolean;
  readonly requestId: string | undefined;
  readonly encoded: string | undefined;

  constructor(kind: Kind, message: string, details: ErrorDetails = {}) {
    super(mask(message), { cause: details.cause });
    this.kind = kind;
    this.code = details.code ?? GENERAL[kind].code;
    this.hint = mask(details.hint ?? GENERAL[kind].hint);
    this.transient = details.transient;
    this.ambiguous = details.ambiguous ?? false;
    this.lacking = details.lacking ?? false;
    this.requestId = details.requestId;
    this.encoded = details.encoded;
  }
}

type Factory = (message: string, details?: ErrorDetails) => KirikaeError;
const factory =
  (kind: Kind): Factory =>
  (message, details) =>
    new KirikaeError(kind, message, details);

/** The command line or the file is wrong; nothing was written. */
export const usage = factory('usage');
/** Permission was refused; the message names the missing action. */
export const denied = factory('denied');
/** Another node holds it and the policy forbids taking it, or a race was lost. */
export const conflict = factory('conflict');
/** It cannot be brought there, or a defect. */
export const failed = factory('failed');
/** Cannot tell: no answer, no time left, or interrupted. */
export const unreachable = factory('unreachable');
/** The required part is done; something else that was asked for is pending or failed. */
export const degraded = factory('degraded');
