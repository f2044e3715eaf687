import type { KirikaeError, Written } from '@kirikae/core';

/** One request to a service: what it needs, what it is for, and the call. */
export interface Request<C, T> {
  /** The permission: `ec2:AssociateAddress`. */
  readonly action: string;
  /** After "cannot", with what a person calls the thing: "take 203.0.113.7". */
  readonly wanted: string;
  /** The call of the SDK; `options` bear the signal. */
  readonly call: (client: C, options: { abortSignal: AbortSignal }) => Promise<T>;
  /** Why an answer cannot be AWS's to this: it is about another thing, or not whole. Undefined if it can. Believed is only what can. */
  readonly wrong?: (answer: T) => string | undefined;
  /** What of the action must be allowed where the policy has conditions, for the remedy of a denial. */
  readonly needs?: string;
}

/** A request that changes the world. */
export interface Change<C, T> extends Request<C, T> {
  /** What it does, with ids: "associate eipalloc-0abc with eni-1/10.0.1.10". Left out: as `wanted`. */
  readonly summary?: string;
  /** Who holds the thing, as far as the look tells, for a refusal. */
  readonly holder?: string | undefined;
  /** What it made, if there is more to say than the request's id. */
  readonly made?: (answer: T) => Written;
  /** The same call with `DryRun: true`, where the service has that: a dry run asks it in place of the call. */
  readonly question?: (client: C, options: { abortSignal: AbortSignal }) => Promise<unknown>;
  /** What a refusal comes to where it counts all the same; throws the error to report where it does not. */
  readonly refused?: (error: KirikaeError) => Written | Promise<Written>;
}

/** What every answer of the SDK has. */
export interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** A request that looks at many things at once, `T` of each. */
export interface ManyRequest<C, A, T> {
  readonly action: string;
  /** What the request asks by, where an action can be asked by several things: it tells this question from the others. */
  readonly by: string;
  /** About how many it can be. */
  readonly most: number;
  /** After "cannot", of those that are asked about: `lookAt`. */
  readonly wanted: (about: readonly string[]) => string;
  readonly call: (client: C, options: { abortSignal: AbortSignal }, about: readonly string[]) => Promise<A>;
  /** Why an answer cannot be AWS's to this, as in `Request`. */
  readonly wrong?: (answer: A, about: readonly string[]) => string | undefined;
  /** What the answer tells of one of them: that, or an error; undefined if it must be asked again. */
  readonly tell: (answer: A, about: string, all: readonly string[]) => T | KirikaeError | undefined;
}
