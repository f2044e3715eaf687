/** Lets no more than `most` of the things that are given to it be under way at the same time; the others wait for their turn. */
export function atATime(most: number): <T>(thing: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (thing) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await thing();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
