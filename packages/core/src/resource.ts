import type { z } from 'zod';
import type { Deadline } from './deadline.ts';
import type { ErrorRow } from './error-table.ts';

/*
 * The contract between kirikae and a resource type.
 *
 * A resource is one thing in the cloud that exactly one node shall hold: an address, a record set, a route. A resource type
 * teaches kirikae to look at it, to take it, and to let go of it. It is data plus a factory; there is nothing to inherit from.
 *
 * What you are given:   one `Run` per resource. It ends on time, whatever you do; `run.signal` tells when.
 * What you must do:     pass every request that reads through `run.read`, every one that changes the outside world through
 *                       `run.write`, and wait for nothing but by `run.wait`. That is all it takes to be retried, journalled, shown, stopped and run dry correctly.
 * What you must not do: retry by yourself, decide by a time-out, or answer `inactive` when you could not tell. Throw instead.
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
  /** Tells this state of the world from every other: an association id, a record's whole content. */
  readonly version?: string;
  /** True if it is active, and yet `activate` would mend something (a TTL). */
  readonly drift?: boolean;
  /** True if it is not active, and yet this node has some of it, or has it in another place: a deactivation lets go of that too. */
  readonly partly?: boolean;
  /** What there is, for people: "eni-1/10.0.1.10". */
  readonly detail: string;
}

/** What a write gives back, so that the engine can find out whether it still counts. */
export interface Written {
  /** The version that this write made. The engine looks until it is there, or until another has replaced it. */
  readonly version?: string;
  /** True where the write was conditional: then its success proves itself and nothing is read back. */
  readonly proof?: boolean;
  /** True for a release that found nothing by the id that was seen: it was gone, or the look was older than a write of our own. */
  readonly gone?: boolean;
  /** What is there now, for people. */
  readonly detail?: string;
  /** The other side's id of the request, for its support. */
  readonly requestId?: string;
}

/** One thing that a node can hold. Each method may be called again at any time, in any order. */
export interface Resource<S extends Status = Status> {
  /** Looks, and changes nothing. Throws when it cannot tell. */
  status(run: Run): Promise<S>;
  /** Makes this node the holder, by one write where one will do. `seen` is a look not older than 2 s that was not active (or drifted). */
  activate(run: Run, seen: S): Promise<void>;
  /**
   * Lets go of what *this* node holds; `seen` was active, or partly here. It can never touch what another node has taken meanwhile:
   * release by an id of your own, or by compare-and-set, never "whoever has it now". Already gone is success.
   */
  deactivate(run: Run, seen: S): Promise<void>;
  /** A sign on this machine, for the time when the look itself fails: true if something else shows that it is here; false says nothing. */
  seenLocally?(run: Run, seen: S): Promise<boolean>;
  /** What `kirikae status` tells beside the look, at the price of further reads: what else must be right. Undefined: nothing. */
  inspect?(run: Run, seen: S): Promise<string | undefined>;
  /** Waits for what comes after the change (propagation). Throws `degraded` if that is still pending at its own bound. */
  settle?(run: Run): Promise<void>;
}

/** Why a group is deactivated; a cluster manager may tell. */
export type Reason = 'stop' | 'move' | 'failover' | 'restart';

/** What deactivation does with a resource. `keep-when-moving` keeps it for every reason but stop. */
export type OnDeactivate = 'release' | 'keep' | 'keep-when-moving';

/** The node on which this run happens. */
export interface RunNode {
  readonly name: string;
  /** How the outside world calls it (an instance id); null where no resource type of the group needs one. */
  readonly id: string | null;
}

/** What a resource is given for one run. */
export interface Run {
  readonly node: RunNode;
  /** The resource's name in the group. */
  readonly resource: string;
  readonly reason: Reason | null;
  /** Aborts when the run must stop; its reason is the error to report. */
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** True if an earlier activation of it on this node died in the middle: some of it may be here, whatever a look shows. */
  readonly unfinished: boolean;
  /** For `--log-level debug`: no secrets. */
  log(text: string): void;
  /**
   * One request that changes nothing. Tried again, at random intervals, for as long as the run allows it. `action` is as in `write`:
   * once the other side throttles, all that this run asks of it (what the names begin with, up to the colon) is sent one by one.
   */
  read<T>(call: (signal: AbortSignal) => Promise<T>, action?: string): Promise<T>;
  /**
   * One request that changes the outside world, and the only way to make one. `action` is the permission it needs
   * (`ec2:AssociateAddress`), `summary` says it to people. Journalled before and after; in a dry run noted and not called. A call that
   * starts a process which can outlive it awaits `started` before it lets that do anything: a later run then waits for it, or ends it.
   */
  write(
    action: string,
    summary: string,
    call: (signal: AbortSignal, started: (pid: number) => Promise<void>) => Promise<Written>,
  ): Promise<void>;
  /**
   * Asks, with growing pauses, until `until` gives something, and gives that; `what` is shown meanwhile ("EC2 to list it here"). Gives
   * undefined when `within` ms are over, and in a dry run, where nothing is asked.
   */
  wait<T>(what: string, until: (read: Run['read']) => Promise<T | undefined>, within?: number): Promise<T | undefined>;
}

/** What the file says of a node, under `nodes:`; its fields are those that resource types name (`nodeFields`). */
export type NodeEntry = Readonly<Record<string, unknown>>;

/** What a resource type may ask about where it runs. */
export interface Host {
  readonly runId: string;
  readonly version: string;
  readonly group: string;
  /** The strategy in use; null in a group that has none, or where there is no file. */
  readonly strategy: string | null;
  /** The folder of the file, absolute. */
  readonly folder: string;
  /** The node's name and its entry in the file as far as they are known before anything was asked. */
  readonly node: { readonly name: string; readonly entry: NodeEntry | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Counts one HTTP request to a service, for `apiCalls`. */
  count(service: string): void;
  /** Makes something once a run (a client, an answer) and gives the same again for the same key. */
  once<T>(key: string, make: () => T): T;
  log(text: string): void;
  /**
   * For a file that is run or believed: throws what `refusal` makes if anybody but root and this user may write to it, or to a folder on
   * the way: `who`, to which `part`, the command that `mend`s it, and `reach`, which says behind `part` how that concerns the path.
   */
  refuseWeak(
    path: string,
    refusal: (weak: Readonly<Record<'who' | 'part' | 'reach' | 'mend', string>>) => Error,
  ): Promise<void>;
  /** As `Run.read`, for what must be known before there is a resource. */
  read: Run['read'];
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

/** The choice that a resource type leaves for `onDeactivate`. */
export interface ReleasePolicy {
  readonly default: OnDeactivate;
  readonly allowed: readonly OnDeactivate[];
  /** Why the others are not allowed. */
  readonly because?: string;
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
  /** Those of its fields that may also stand in `defaults.PREFIX`. */
  readonly shared?: z.ZodObject;
  /** The fields that the types of this prefix know under `nodes:`; `nodeId()` marks the one that says which machine a node is. */
  readonly nodeFields?: z.ZodObject;
  /** True if a look may show an older state for a while: then "active, nothing to do" is believed only after a second look. */
  readonly staleReads: boolean;
  /** True if its writes are conditional, so that their success is the proof (`Written.proof`): beside others it writes last. */
  readonly provesItself?: boolean;
  /** What no field alone shows to be wrong. */
  problems?(config: C): Problem[];
  /** What `onDeactivate` may be and is when left out. */
  release(config: C): ReleasePolicy;
  /** Can another node take it without our release? Decides what a failed deactivation means. */
  takeable(config: C): boolean;
  /** False if being in place says nothing about who holds it (a value that is the same on every node). */
  tellsHolder(config: C): boolean;
  /** Who this node is, where this type must know. */
  identify?(config: C, host: Host): Promise<{ readonly id: string | null }>;
  /**
   * Finds this node's share: ids and values. Throws `usage`, with `lacking`, if this node lacks one. `written` is the configuration as the file has
   * it, in which a value may still be a `PerNode`; so it is for `release`, `takeable` and `tellsHolder`.
   */
  resolve(config: C, host: Host, written: C): Promise<R>;
  /** The resource for what `resolve` gave, now or in an earlier run. */
  create(resolved: R, host: Host): Resource;
  /** What the resource moves, as names that are equal where the things are. */
  targets(resolved: R): string[];
  /** Targets that nothing else of the group may move, since values here depend on them. */
  assumes?(resolved: R): string[];
  /** What the node's role must be allowed. */
  permissions(resolved: R): Statement[];
}

/** The default export of a plugin. */
export interface Plugin {
  readonly apiVersion: 1;
  readonly types: readonly ResourceType[];
  /** The plugin's own errors, by code, for the reference page. */
  readonly errors?: Readonly<Record<string, ErrorRow>>;
}
