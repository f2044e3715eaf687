import files from 'node:fs/promises';

/*
 * The disk that a node's state directory is on. What it does to a file operation there: nothing, fail it, or let it wait. What was written
 * and not synced is gone when the power fails.
 */

const { stat, truncate } = files; // as they are before processes are watched

/** What is wrong with a disk. `slow`: every sync takes its time, but less than a run gives it. */
export type Trouble = 'EIO' | 'ENOSPC' | 'EROFS' | 'hangs' | 'slow';

/** One file operation: its name, the path that it is about, and the flags with which a file is opened. */
export interface FileOperation {
  readonly name: string;
  readonly path: string;
  readonly flags: string;
  /** What a file is renamed to. */
  readonly to?: string | undefined;
}

/** The disk of one machine. */
export interface Disk {
  readonly folder: string;
  readonly trouble: Trouble | null;
  /** How often its trouble struck, by kind. */
  readonly strikes: Partial<Record<Trouble, number>>;
  /** Begins a trouble or, with null, ends all; what hangs goes on. `pause` says how long the next sync takes, in ms. */
  set(trouble: Trouble | null, pause?: () => number): void;
  /** What an operation meets: nothing, a wait, or the error that is thrown. */
  meet(operation: FileOperation): Promise<void>;
  /** Notes what becomes of a file: what is written to it, synced, renamed or removed. Before a write, after the rest. */
  note(operation: FileOperation): Promise<void>;
  losePower(): Promise<void>;
}

const CHANGES = ['writeFile', 'write', 'datasync', 'sync', 'rename', 'rm', 'unlink', 'mkdir'];
const NEEDS_ROOM = ['writeFile', 'write', 'mkdir'];

const changes = ({ name, flags }: FileOperation): boolean =>
  CHANGES.includes(name) || (name === 'open' && flags !== 'r');
const needsRoom = ({ name, flags }: FileOperation): boolean => NEEDS_ROOM.includes(name) || flags.startsWith('w');

/** Which operations each error meets. */
const FAILS: Record<Exclude<Trouble, 'hangs' | 'slow'>, (operation: FileOperation) => boolean> = {
  EIO: () => true,
  ENOSPC: needsRoom,
  EROFS: changes,
};

/** A disk without trouble. */
export function makeDisk(folder: string): Disk {
  let trouble: Trouble | null = null;
  let pause = () => 0;
  let healed = Promise.withResolvers<void>();
  const strikes: Partial<Record<Trouble, number>> = {};
  /** How much of each file is on the disk, in bytes, where that may be less than all. */
  const safe = new Map<string, number>();
  const sizeOf = (path: string) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  const strike = (kind: Trouble): void => {
    strikes[kind] = (strikes[kind] ?? 0) + 1;
  };
  return {
    folder,
    get trouble() {
      return trouble;
    },
    strikes,
    set(next, length = () => 0) {
      healed.resolve();
      healed = Promise.withResolvers();
      [trouble, pause] = [next, length];
    },
    async meet(operation) {
      if (trouble === null || (trouble === 'slow' && operation.name !== 'datasync')) return;
      if (trouble !== 'hangs' && trouble !== 'slow' && !FAILS[trouble](operation)) return;
      strike(trouble);
      if (trouble === 'hangs') return healed.promise;
      if (trouble === 'slow') return new Promise((resolve) => setTimeout(resolve, pause()));
      throw Object.assign(new Error(`${trouble}: ${operation.name}`), { code: trouble });
    },
    async note({ name, path, to }) {
      if (name === 'writeFile' && !safe.has(path)) safe.set(path, await sizeOf(path));
      if (name === 'datasync') safe.set(path, await sizeOf(path));
      if (name === 'rename' && to !== undefined) safe.set(to, safe.get(path) ?? (await sizeOf(to)));
      if (name === 'rename' || name === 'rm') safe.delete(path);
    },
    async losePower() {
      for (const [path, size] of safe) await truncate(path, size).catch(() => {}); // it is gone by now
      safe.clear();
    },
  };
}
