/** A token bucket as AWS throttles with: full at first, a token a call, refilled by the clock it is given. */
interface Bucket {
  /** Takes a token; false when there is none. */
  take(): boolean;
}

/** A bucket that holds `burst` tokens and gets `perSecond` back; `now` is in ms. */
export function createBucket(burst: number, perSecond: number, now: () => number): Bucket {
  let tokens = burst;
  let filledAt = now();
  return {
    take: () => {
      tokens = Math.min(burst, tokens + ((now() - filledAt) / 1_000) * perSecond);
      filledAt = now();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
