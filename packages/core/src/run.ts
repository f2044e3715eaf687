import type { Deadline } from './deadline.ts';
import type { KirikaeError } from './kirikae-error.ts';

/** Why a group is deactivated; a cluster manager may tell. */
export type Reason = 'stop' | 'move' | 'failover' | 'restart';

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

/** What can be asked about many things in one request. */
export interface Question<T> {
  /** Tells it from others: the action, by what it asks, and whom, with which credentials. Questions of one name are one. */
  readonly name: string;
  /** The permission it needs. */
  readonly action: string;
  /** About how many things one request can be. */
  readonly most: number;
  /**
   * Makes the request. Gives what it tells of each, or of that one the error; what is left out is asked again, and at least one is not. It
   * throws where nothing can be told of any: then the same is asked about fewer, unless it was denied.
   */
  ask(about: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, T | KirikaeError>>;
}

/** What a resource is given for one run. */
export interface Run {
  /** The node on which this run happens. `id` is how the outside world calls it (an instance id); null where no type of the group needs one. */
  readonly node: { readonly name: string; readonly id: string | null };
  /** The resource's name in the group. */
  readonly resource: string;
  readonly reason: Reason | null;
  /** Aborts when the run must stop; its reason is the error to report. */
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** True if nothing is to be changed: the gate sees to it; look at it only for what else would be in vain. */
  readonly dryRun: boolean;
  /** True if an earlier activation of it on this node died in the middle: some of it may be here, whatever a look shows. */
  readonly unfinished: boolean;
  /** For `--log-level debug`: no secrets. */
  log(text: string): void;
  /** What it does now, for the person who waits: "3 of 50 tables". No secrets. */
  progress(text: string): void;
  /**
   * One request that changes nothing. Tried again, at random intervals, for as long as the run allows it. `action` is as in `write`:
   * once the other side throttles, all that this run asks of it (what the names begin with, up to the colon) is sent one by one.
   */
  read<T>(call: (signal: AbortSignal) => Promise<T>, action?: string): Promise<T>;
  /**
   * The same about one of many things: what the resources of this run ask by one question at the same moment, or while they wait for
   * their turn, is sent as one request. For types of which a group has many, where the other side counts requests.
   */
  readMany<T>(question: Question<T>, about: string): Promise<T>;
  /**
   * One request that changes the outside world, and the only way to make one. `action` is the permission it needs
   * (`ec2:AssociateAddress`), `summary` says it to people (several changes that one request makes are separated by "; "). Journalled before and after; gives back what `call` gave. A call that starts a
   * process which can outlive it awaits `started` before it lets that do anything: a later run then waits for it, or ends it.
   *
   * In a dry run it is noted and `call` is not made: `{}` comes back. `ask`, where the other side can be asked so, is made instead: the
   * same request as a question that cannot change anything (`DryRun: true`). It throws what the request would throw; not given, the plan
   * says that this write was not tried.
   */
  write(
    action: string,
    summary: string,
    call: (signal: AbortSignal, started: (pid: number) => Promise<void>) => Promise<Written>,
    ask?: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<Written>;
  /**
   * Asks, with growing pauses, until `until` gives something, and gives that; `what` is shown meanwhile, after "until" ("EC2 lists it here"). Gives
   * undefined when `within` ms are over, and in a dry run, where nothing is asked.
   */
  wait<T>(what: string, until: (read: Run['read']) => Promise<T | undefined>, within?: number): Promise<T | undefined>;
}
