import type { z } from 'zod';
import type { Host } from './host.ts';

/** What deactivation does with a resource. `keep-when-moving` keeps it for every reason but stop. */
export type OnDeactivate = 'release' | 'keep' | 'keep-when-moving';

/** The choice that a resource type leaves for `onDeactivate`. */
export interface ReleasePolicy {
  readonly default: OnDeactivate;
  readonly allowed: readonly OnDeactivate[];
  /** Why the others are not allowed. */
  readonly because?: string;
}

/** Actions and what they act on, as an IAM statement names them. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** The configuration is wrong in a way that no field alone shows. */
export interface Problem {
  /** The field, from the resource: `['records', 0, 'value']`. */
  readonly path: readonly (string | number)[];
  readonly reason: string;
  readonly remedy: string;
}

/** What is true of a resource type beside its calls. What is left out is as the usual type has it: behind each member. */
export interface Policy<C, R> {
  /** What the node's role must be allowed. Left out: nothing. */
  permissions?(resolved: R): Statement[];
  /** What `onDeactivate` may be, and is when it is left out in the file. Left out: `release`, and each is allowed. */
  release?(config: C): ReleasePolicy;
  /** Can another node take it without our release? Decides what a failed deactivation means. Left out: yes. */
  takeable?(config: C): boolean;
  /** False if being in place says nothing about who holds it (a value that is the same on every node). Left out: it tells. */
  tellsHolder?(config: C): boolean;
  /** True if a look may show an older state for a while: then "active, nothing to do" is believed only after a second look. Left out: no. */
  readonly staleReads?: boolean;
  /** True if its writes are conditional, so that their success is the proof (`Written.proof`): beside others it writes last. Left out: no. */
  readonly provesItself?: boolean;
  /** What no field alone shows to be wrong. Left out: nothing. */
  problems?(config: C): Problem[];
  /** Targets that nothing else of the group may move, since values here depend on them. Left out: none. */
  assumes?(resolved: R): string[];
  /** Who this node is, where this type must know. Left out: it need not. */
  identify?(config: C, host: Host): Promise<{ readonly id: string | null }>;
  /** Those of its fields that may also stand in `defaults.PREFIX`. Left out: none. */
  readonly shared?: z.ZodObject;
  /** The fields that the types of this prefix know under `nodes:`; `nodeId()` marks the one that says which machine a node is. Left out: none. */
  readonly nodeFields?: z.ZodObject;
}

/** The members of a policy that have a usual value. */
type Usual =
  | 'permissions'
  | 'release'
  | 'takeable'
  | 'tellsHolder'
  | 'staleReads'
  | 'provesItself'
  | 'problems'
  | 'assumes';

// biome-ignore lint/suspicious/noExplicitAny: as in ResourceType
type AnyPolicy = Policy<any, any>;

const USUAL: Required<Pick<AnyPolicy, Usual>> = {
  permissions: () => [],
  release: () => ({ default: 'release', allowed: ['release', 'keep', 'keep-when-moving'] }),
  takeable: () => true,
  tellsHolder: () => true,
  staleReads: false,
  provesItself: false,
  problems: () => [],
  assumes: () => [],
};

/** What is true of a type, with the usual where it says nothing. */
export const wholePolicy = ({
  policy,
}: {
  readonly policy?: AnyPolicy;
}): AnyPolicy & Required<Pick<AnyPolicy, Usual>> => ({
  ...USUAL,
  ...policy,
});
