import type { Run } from './run.ts';

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
  /** Makes something once a run (a client, an answer), for all groups and resources, and gives the same again for the same key. */
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
