import type { Reason } from '@kirikae/core';
import type { Outcome, RunOptions } from '@kirikae/engine';

/** The commands that a cluster manager's scripts call. */
export type ManagedCommand = 'activate' | 'deactivate' | 'monitor';

export type Env = Readonly<Record<string, string | undefined>>;

/** What a manager's variables say of the call that it makes. */
export interface Order {
  /** False where the manager wants nothing done: the command ends in 0 without a look or a write. */
  readonly act: boolean;
  /** Why the group is deactivated, where the manager tells. */
  readonly reason?: Reason;
  /** How many milliseconds the manager allows, less what it needs for itself. */
  readonly limit?: number;
  /** What in its variables is not understood. */
  readonly warning?: string;
}

/**
 * What a manager calls this node: the leader, which shall be active; another, with the reason to let go; or neither, while it is between
 * the two or leads what is not meant.
 */
export type Role =
  | { readonly name: 'leader' }
  | { readonly name: 'other'; readonly reason: Reason }
  | { readonly name: 'neither' };

/** One cluster manager: its words, its exit codes, and where its operator reads. */
export interface Manager {
  /** Reads the manager's variables. Throws a usage error if they show that it did not make the call. */
  order(command: ManagedCommand, env: Env): Order | Promise<Order>;
  /** Asked before each write of an activation: throws where it wants this node active no longer, `MANAGER_SILENT` where it does not tell. */
  readonly leads?: (env: Env) => Promise<void>;
  /** The name with which its processes begin, where what they call may outlive them. */
  readonly program?: string;
  /** Asks it what this node is. Throws `MANAGER_SILENT` where it does not tell. Left out: it asks again by itself. */
  readonly role?: (options: Pick<RunOptions, 'env' | 'stateDirectory' | 'group'>) => Promise<Role>;
  /** The variables that its log shall hold beside the reason. */
  readonly logged: readonly string[];
  /** Where its operator reads: the cluster's own log, the system's, or what the manager itself keeps of stderr. */
  readonly log: 'cluster' | 'system' | 'stderr';
  /** The line on stderr from which the manager takes the reason of a failure. */
  readonly reason?: (text: string | undefined) => string | undefined;
  /** The last line of stderr, of which these are the parts, as the manager can keep it. */
  readonly line?: (parts: readonly string[]) => string;
  /** The code of every failure, where the manager gives the table's codes a meaning of its own. */
  readonly failure?: number;
}

/** The code that the manager gets: a start whose required part is done is a success, and every failure may have one code. */
export function toldCode(
  { failure }: Pick<Manager, 'failure'>,
  command: string,
  { outcome, exitCode }: { readonly outcome: Outcome; readonly exitCode: number },
): number {
  if (command === 'activate' && outcome === 'degraded') return 0;
  const isAnswer = exitCode === 0 || (command === 'monitor' && exitCode === 7);
  return isAnswer ? exitCode : (failure ?? exitCode);
}
