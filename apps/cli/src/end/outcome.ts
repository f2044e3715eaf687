let settled: number | undefined;
let limit = Number.POSITIVE_INFINITY;

/** Settles the code that the process will end in. The first counts: what comes later is words, which change nothing. */
export function settle(code: number): number {
  settled ??= code;
  return settled;
}

/** The code that was settled; undefined while the run goes on. */
export const outcome = (): number | undefined => settled;

/** Notes the moment by which the process must have ended, as `performance.now()` tells it. The last that is said counts: a question to the user starts the time anew. */
export function mustEndBy(moment: number): void {
  limit = moment;
}

/** How many ms are left until then. */
export const timeLeft = (): number => limit - performance.now();
