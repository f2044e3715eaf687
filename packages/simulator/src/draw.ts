import type { Call } from './call-log.ts';
import type { FaultEffect, FaultKind, FaultScope } from './fault-rule.ts';
import { canHit } from './fault-scope.ts';

/** Faults by chance: each call in scope is hit with probability `rate`; the same seed and order of calls give the same faults. */
export interface FaultDraw extends FaultScope {
  seed: number;
  /** From 0 to 1. */
  rate: number;
  /** Those to draw from; by default those that a caller can ride out. */
  kinds?: readonly DrawnKind[];
}

/** The kinds that can be drawn: all that need no memory of earlier calls. */
export type DrawnKind = Exclude<FaultKind, 'bucket'>;

type Random = () => number;

const between = (random: Random, from: number, to: number): number => Math.round(from + random() * (to - from));
const one = <T>(random: Random, ...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

const makers: { [Kind in DrawnKind]: (random: Random) => Omit<Extract<FaultEffect, { kind: Kind }>, 'kind'> } = {
  throttle: () => ({}),
  latency: (random) => ({ ms: between(random, 50, 2_000) }),
  unreachable: (random) => ({ how: one(random, 'refuse', 'reset', 'silent') }),
  error: (random) => one(random, { status: 500, code: 'InternalError' }, { status: 503, code: 'Unavailable' }),
  garbage: (random) => one(random, {}, { truncated: true }, { size: 20_000_000 }, { dripMs: 500 }),
  priorRequest: () => ({}),
  pending: (random) => ({ ms: between(random, 500, 5_000) }),
  lostResponse: () => ({}),
  late: (random) => ({ ms: between(random, 50, 3_000) }),
  stale: (random) => ({ ms: between(random, 500, 3_000) }),
  deny: () => ({}),
  expired: () => ({}),
  skew: (random) => ({ ms: one(random, -1, 1) * between(random, 300_000, 3_600_000) }),
  egress: (random) => ({ ms: between(random, 500, 5_000) }),
  kill: (random) => ({ when: one(random, 'before', 'after') }),
};

/** Every kind that can be drawn. */
export const drawnKinds = Object.keys(makers) as DrawnKind[];

const riddenOut = drawnKinds.slice(0, drawnKinds.indexOf('deny'));

/** What a draw has for the call with this index (from 0) among those in its scope. */
export function drawFault(
  { seed, rate, kinds = riddenOut }: FaultDraw,
  index: number,
  call: Call,
): FaultEffect | undefined {
  const random = mulberry32(seed ^ Math.imul(index + 1, 0x9e3779b1));
  if (random() >= rate) return undefined;
  const likely = kinds.filter((kind) => canHit(kind, call));
  if (likely.length === 0) return undefined;
  const kind = one(random, ...likely);
  return { kind, ...makers[kind](random) } as FaultEffect;
}

/** A small generator of numbers from 0 to 1 that a 32-bit seed decides (mulberry32, public domain). */
function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
