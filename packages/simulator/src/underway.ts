/** The requests and late effects that have not ended. */
export interface Underway {
  /** Counts `work` until it ends, and gives it back. */
  add<T>(work: Promise<T>): Promise<T>;
  /** Ends when nothing is under way any more. */
  idle(): Promise<void>;
}

/** Starts with nothing under way. */
export function createUnderway(): Underway {
  const open = new Set<Promise<unknown>>();
  return {
    add: (work) => {
      open.add(work);
      const done = (): void => void open.delete(work);
      work.then(done, done);
      return work;
    },
    idle: async () => {
      while (open.size > 0) await Promise.allSettled(open);
    },
  };
}
