import type { World } from './world.ts';

/** Snapshots of the world, one before each write that AWS accepted; stale reads are answered from them. */
export interface History {
  /** Runs `write`; keeps the world as it was before unless `write` throws. */
  record<T>(write: () => T): T;
  /** The world as it stood at `time` (ms), or undefined when nothing has been written since. */
  at(time: number): World | undefined;
}

const keptSnapshots = 100;

/** Starts an empty history; what tests write into the world directly is not recorded. */
export function createHistory(world: World, now: () => number): History {
  const snapshots: { until: number; world: World }[] = [];
  return {
    record: (write) => {
      const before = structuredClone(world);
      const result = write();
      snapshots.push({ until: now(), world: before });
      if (snapshots.length > keptSnapshots) snapshots.shift();
      return result;
    },
    at: (time) => snapshots.find((snapshot) => snapshot.until > time)?.world,
  };
}
