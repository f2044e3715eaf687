/** One request that may be sent now. What became of it is told: it is all that the pace knows of the other side. */
export interface Turn {
  throttled(): void;
  answered(): void;
  /** It was not sent after all: the next one may be. */
  unused(): void;
}

/** The first and the longest gap between two requests, and the one below which there is none any more, in ms. */
const FIRST = 250;
const LONGEST = 4_000;
const NONE = 50;
/** How much of the gap an answer leaves. */
const EASED = 0.85;
/** By how much a gap differs, as a part of it: two nodes that are throttled together do not stay in step. */
const SPREAD = 0.25;

/**
 * The gap doubles with each refusal and shrinks with each answer, so it finds the rate at which a token bucket is filled without being
 * told it. What was sent before the gap last grew says nothing of it: of many that were refused at once, one counts.
 */
export function createGap() {
  let gap = 0;
  let next = Number.NEGATIVE_INFINITY;
  let count = 0;
  let grown = 0;
  const grow = () => {
    gap = Math.min(LONGEST, gap * 2 || FIRST);
    grown = count;
    next = performance.now() + spread(gap);
  };
  const ease = () => {
    gap = gap * EASED < NONE ? 0 : gap * EASED;
  };
  return {
    /** How long the next one must wait, in ms. */
    left: () => (gap > 0 ? next - performance.now() : 0),
    /** Notes that one is sent now. */
    sent(): Turn {
      const number = ++count;
      next = performance.now() + spread(gap);
      return {
        throttled: () => void (number > grown && grow()),
        answered: () => void (number > grown && ease()),
        unused() {
          if (number === count) next = performance.now();
        },
      };
    },
  };
}

const spread = (gap: number): number => gap * (1 + SPREAD * (2 * Math.random() - 1));
