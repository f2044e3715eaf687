import { describe, expect, it } from 'vitest';
import { allowed, FACTORS } from './ends/matrix.ts';
import { allPairs, pairsIn, wholeProduct } from './ends/pairs.ts';
import { playAll } from './ends/play.ts';

const rows = allPairs(FACTORS, allowed);

describe('whatever becomes of stdout, stderr and the surroundings', () => {
  it('is tried in all pairs: every two values that can meet do meet', () => {
    const whole = wholeProduct(FACTORS, allowed);
    const possible = new Set(whole.flatMap(pairsIn));
    const covered = new Set(rows.flatMap(pairsIn));
    console.log(`${rows.length} rows cover the ${possible.size} pairs of ${whole.length} combinations`);
    expect([...covered].toSorted()).toEqual([...possible].toSorted());
  });

  it(`ends in the true code, in time (${rows.length} runs)`, { timeout: 600_000 }, async () => {
    expect(await playAll(rows, 6)).toEqual([]);
  });
});
