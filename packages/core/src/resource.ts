import type { z } from 'zod';
import type { ErrorRow } from './error-table.ts';
import type { Host } from './host.ts';
import type { Policy } from './policy.ts';
import type { Run } from './run.ts';

/*
 * The contract between kirikae and a resource type.
 *
 * A resource is one thing in the cloud that exactly one node shall hold: an address, a record set, a route. A resource type
 * teaches kirikae to look at it, to take it, and to let go of it. It is data plus a factory; there is nothing to inherit from.
 *
 * What you write:       `type`, `summary`, `schema`, `create`, `targets`; and of a resource `status`, `activate`, `deactivate`.
 *                       All else has a default that is right for the usual type.
 * What you are given:   one `Run` per resource (run.ts). It ends on time, whatever you do; `run.signal` tells when.
 * What you must do:     pass every request that reads through `run.read`, every one that changes the outside world through
 *                       `run.write`, and wait for nothing but by `run.wait`. That is all it takes to be retried, journalled,
 *                       shown, stopped and run dry correctly.
 * What you must not do: retry by yourself, decide by a time-out, or answer `inactive` when you could not tell. Throw instead.
 *                       An answer is checked before it is believed: it is about the thing that was asked for, and whole.
 *
 * The order of events of an activation: `status` looks; if it is not active here, `activate` gets what was seen and writes;
 * the engine looks again until the version that the write returned is the one that is there, and only then calls it done.
 */

/** Where a resource is. "Cannot tell" is an error, never a state. */
export type State = 'active' | 'inactive' | 'elsewhere';

/** What one look found. Wholly here is `active`; "1 of 3" is not, and says so in `detail`. */
export interface Status {
  readonly state: State;
  /** Who has it: an instance id, else an interface's id, else the value found. Not set where nobody has it. */
  readonly holder?: { readonly id: string };
  /**
   * Tells this state of the world from every other: an association id, a record's whole content, a revision. It is how the engine
   * tells its own write from the next node's. Where the other side has none, leave it out, here and in `Written`: then whoever
   * `status` shows last has it, and two nodes that write at the same moment are told apart only once both have written.
   */
  readonly version?: string;
  /** True if it is active, and yet `activate` would mend something (a TTL). */
  readonly drift?: boolean;
  /** True if it is not active, and yet this node has some of it, or has it elsewhere on itself: a deactivation lets go of that too. */
  readonly partly?: boolean;
  /** What a person calls it, short and never cut: "203.0.113.7", "www.example.com A and 1 more". Left out: its name in the group. */
  readonly subject?: string;
  /** What there is, for people, facts alone: "203.0.113.7 at 10.0.1.10". Advice is what `inspect` gives. */
  readonly detail: string;
}

/** One thing that a node can hold. Each method may be called again at any time, in any order. */
export interface Resource<S extends Status = Status> {
  /** Looks, and changes nothing. Throws when it cannot tell. */
  status(run: Run): Promise<S>;
  /**
   * Makes this node the holder, by one write where one will do. `seen` is a look not older than 2 s that was not active (or drifted).
   * Called again, with a new look, when a write was throttled or could not be sent (others may have been made), when its answer was
   * lost and it did not take effect within 5 s, and when the look had become old; never when it was refused, or another node won.
   */
  activate(run: Run, seen: S): Promise<unknown>;
  /**
   * Lets go of what *this* node holds; `seen` was active, or partly here. It can never touch what another node has taken meanwhile:
   * release by an id of your own, or by compare-and-set, never "whoever has it now". Already gone is success.
   */
  deactivate(run: Run, seen: S): Promise<unknown>;
  /** A sign on this machine, for the time when the look itself fails: true if something else shows that it is here; false says nothing. */
  seenLocally?(run: Run, seen: S): Promise<boolean>;
  /**
   * What else must be right for it, at the price of further reads, and what to do where it is not: a warning of status, monitor and activate.
   * Undefined: nothing.
   */
  inspect?(run: Run, seen: S): Promise<string | undefined>;
  /** Waits for what comes after the change (propagation). Throws `degraded` if that is still pending at its own bound. */
  settle?(run: Run): Promise<unknown>;
}

/**
 * What a plugin teaches. `C` is the configuration as its schema gives it, for one node (no `perNode` left);
 * `R` is what that comes to on this node, plain JSON: it is recorded, so that a later run can let go without the file.
 */
// biome-ignore lint/suspicious/noExplicitAny: a registry holds types of every configuration; each checks its own by its schema
export interface ResourceType<C = any, R = any> {
  /** `prefix/name`; `defaults.PREFIX` in the file goes to all types of the prefix. */
  readonly type: string;
  /** One line for people. */
  readonly summary: string;
  /** The fields of the type. The fields that every resource has are added by the engine. */
  readonly schema: z.ZodObject;
  /**
   * Finds this node's share: ids and values. Throws `usage`, with `lacking`, if this node lacks one. `written` is the configuration
   * as the file has it, in which a value may still be a `PerNode`; so it is in the policy. Left out: the fields are all that it takes.
   */
  resolve?(config: C, host: Host, written: C): Promise<R>;
  /** The resource for what `resolve` gave, now or in an earlier run. */
  create(resolved: R, host: Host): Resource;
  /**
   * What the resource moves, at least one name. Two resources that would move one thing must give one name, of other plugins too: so it
   * is made of what the thing is called where it is (an address, `NAME TYPE in ZONE`, a URL), never of this node or of the group.
   */
  targets(resolved: R): string[];
  /** What is true of it beside its calls, where that is not the usual. */
  readonly policy?: Policy<C, R>;
}

/** The default export of a plugin. */
export interface Plugin {
  readonly apiVersion: 1;
  readonly types: readonly ResourceType[];
  /** The plugin's own errors, by code, for the reference page. */
  readonly errors?: Readonly<Record<string, ErrorRow>>;
}
