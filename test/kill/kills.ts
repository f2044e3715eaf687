import { describe, expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import { killEverywhere, strayed, triedIn, untried } from './enumeration.ts';
import type { Strategy } from './slot.ts';

/** The longest that one command may take, in ms. */
const PATIENCE = 600_000;

/** The tests of one strategy: each command is killed at every point of it, and what comes next converges. */
export function describeKills(strategy: Strategy): void {
  const followed = new Set<string>();
  describe(`kill -9 anywhere, ${strategy.name}`, () => {
    it.each(COMMANDS)(
      '$name: whatever point it is killed at, the next run on either node converges',
      async (command) => {
        const tally = await killEverywhere(command, strategy, followed);
        const { killed, states, lateWrites, repeats, violations } = tally;
        console.log(
          `${strategy.name}, ${command.name}: ${triedIn(tally).size} points, ${killed.size} kills, ` +
            `${states} states left behind, ${lateWrites} late writes, ${repeats} repeats, ` +
            [
              `${violations.length} violations`,
              ...violations,
              ...untried(command, strategy, tally),
              ...strayed(tally),
            ].join('\n  '),
        );
        expect(violations).toEqual([]);
        expect(untried(command, strategy, tally)).toEqual([]);
        expect(strayed(tally)).toEqual([]);
      },
      PATIENCE,
    );
  });
}
